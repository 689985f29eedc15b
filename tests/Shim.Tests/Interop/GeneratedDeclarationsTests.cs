using System;
using System.Collections.Generic;
using System.Linq;
using AfUnix.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Interop;

/// <summary>
/// The generator cannot run wherever the tests run, so its committed output is held against the headers that it came from
/// by another reader of C: clang must find every size, offset, constant and function shape true.
/// </summary>
[TestFixture]
internal sealed class GeneratedDeclarationsTests
{
    // What no header has; UndocumentedDeclarationsTests looks after it, and ModuleImageTests after what is our own.
    private static readonly HashSet<string> ByHand =
    [
        nameof(Afd), nameof(AFD_POLL_INFO), nameof(AFD_POLL_HANDLE_INFO), nameof(SEMAPHORE_BASIC_INFORMATION), nameof(Ntdll.NtQuerySemaphore),
        nameof(FILE_NETWORK_OPEN_INFORMATION), nameof(Ntdll.NtQueryFullAttributesFile),
        nameof(FILE_PIPE_LOCAL_INFORMATION), nameof(Ntdll.NtQueryInformationFile),
        nameof(Entry), nameof(KNOWN_MODULE), nameof(ENTRY_STATE), nameof(Entry.afunix_caller), nameof(Entry.afunix_shared),
        nameof(Entry.afunix_child_hooks), nameof(CREATION), nameof(CHILD_HOOKS),
        nameof(Entry.afunix_winsock_hooks), nameof(Entry.afunix_process_hooks), nameof(HOOK), nameof(PROCESS_HOOK), nameof(PROCESS_HOOKS),
        nameof(OBJECT_HANDLE_FLAG_INFORMATION), nameof(Ntdll.NtSetInformationObject), nameof(Ntdll.NtSetIoCompletion),
    ];

    private static readonly Lazy<(IReadOnlyList<Claim> All, IReadOnlyList<Claim> Refuted)> Headers = new(() =>
    {
        List<Claim> claims = [.. Claims()];
        return (claims, Claim.Refuted(claims));
    });

    // The least numbers are there so that a reader of declarations that sees none does not pass.
    [TestCase(Subject.Size, 250)]
    [TestCase(Subject.Offset, 200)]
    [TestCase(Subject.FieldType, 200)]
    [TestCase(Subject.Constant, 500)]
    [TestCase(Subject.EnumMember, 150)]
    [TestCase(Subject.Function, 130)]
    public void Declarations_agree_with_the_headers(Subject subject, int least)
    {
        var (all, refuted) = Headers.Value;
        Assert.That(all.Count(claim => claim.Subject == subject), Is.GreaterThanOrEqualTo(least));
        Assert.That(refuted.Where(claim => claim.Subject == subject).Select(claim => claim.Words), Is.Empty);
    }

    [Test]
    public void A_declaration_that_differs_is_found()
    {
        IEnumerable<string> expected =
        [
            "TIMEVAL has 16 bytes", "TIMEVAL.tv_sec has 8 bytes", "TIMEVAL.tv_sec is of kind s8", "TIMEVAL.tv_usec is at 8",
            "TIMEVAL.tv_usec has 8 bytes", "TIMEVAL.tv_usec is of kind s8", "LINGER.l_onoff is of kind s2",
            "WSAECONNRESET is 10053", "INVALID_SOCKET is 0", "WSAENOSUCHTHING is 1", "IPPROTO.IPPROTO_TCP is 17",
            "bind has the shape s4u8p8", "listen has the shape s4u8s8", "send has the shape s4u8u4s4s4",
        ];
        Claim[] claims =
        [
            .. Declarations.OfStruct(typeof(Wrong.TIMEVAL)), .. Declarations.OfStruct(typeof(Wrong.LINGER)),
            .. Declarations.OfConstants(typeof(Wrong)),
            .. Declarations.OfEnum(typeof(Wrong.IPPROTO)), .. Declarations.OfFunctions(typeof(Wrong)),
        ];
        Assert.That(Claim.Refuted(claims).Select(claim => claim.Words), Is.EquivalentTo(expected));
    }

    private static IEnumerable<Claim> Claims()
    {
        foreach (Type type in typeof(Win).Assembly.GetExportedTypes().Where(type => !type.IsNested && !ByHand.Contains(type.Name)))
        {
            IEnumerable<Claim> claims = type switch
            {
                { IsEnum: true } => Declarations.OfEnum(type),
                { IsValueType: true } => Declarations.OfStruct(type),
                _ when type == typeof(Win) => Declarations.OfConstants(type),
                _ => Declarations.OfFunctions(type).Where(claim => !ByHand.Contains(claim.Words.Split(' ')[0])),
            };
            foreach (Claim claim in claims)
            {
                yield return claim;
            }
        }
    }
}
