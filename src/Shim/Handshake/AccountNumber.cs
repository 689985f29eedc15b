using System.Buffers.Binary;
using System.Security.Cryptography;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// The number that stands for a user or a group in struct ucred, by Cygwin's rule, so that both agree about the accounts of a machine and its domain.
/// docs/credentials.md has the rule with its source. What that rule can't tell without asking a domain controller gets a number from a hash of its SID.
/// </summary>
internal static unsafe class AccountNumber
{
    /// <summary>(uid_t)-1: there is none.</summary>
    public const uint None = uint.MaxValue;

    /// <summary>What Linux calls an account that has no number.</summary>
    public const uint Overflow = 65534;

    private const uint LocalBase = 0x30000;
    private const uint DomainBase = 0x100000;
    private const uint LabelBase = 0x60000;
    private const uint HashedBase = 0x8000_0000;

    private const int HeadSize = 8; // revision, count, authority
    private const ulong NtAuthority = 5;
    private const ulong LabelAuthority = 16;
    private const uint BuiltinDomain = 32;
    private const int AccountDomainParts = 4; // 21 and three more

    private static readonly Lock s_lock = new();
    private static bool s_domainsAreKnown;
    private static Sid s_machine;
    private static Sid s_domain;

    public static uint Of(in Sid account)
    {
        LoadDomains();
        return Of(account, s_machine, s_domain);
    }

    /// <param name="machine">The SID of this machine's own accounts, without a RID.</param>
    /// <param name="domain">The same of the domain that it belongs to; none, if any. A domain controller has no other accounts than these.</param>
    public static uint Of(in Sid account, in Sid machine, in Sid domain)
    {
        ReadOnlySpan<byte> bytes = account.AsSpan();
        int parts = (bytes.Length - HeadSize) / sizeof(uint);
        if (parts < 1)
        {
            return Overflow;
        }

        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        wide.Clear();
        bytes[2..HeadSize].CopyTo(wide[2..]);
        ulong authority = BinaryPrimitives.ReadUInt64BigEndian(wide);
        uint first = Part(bytes, 0);
        uint rid = Part(bytes, parts - 1);
        return (authority, parts) switch
        {
            (NtAuthority, 1) => rid, // SYSTEM is 18
            (NtAuthority, 2) when first == BuiltinDomain => rid, // Administrators is 544
            (NtAuthority, 2) when first <= byte.MaxValue && rid <= ushort.MaxValue => 0x1000 * first + rid,
            (NtAuthority, AccountDomainParts + 1) when IsIn(bytes, domain) => DomainBase + rid,
            (NtAuthority, AccountDomainParts + 1) when IsIn(bytes, machine) => LocalBase + rid,
            (LabelAuthority, 1) when rid <= ushort.MaxValue => LabelBase + rid,
            ( <= byte.MaxValue, 1) when rid <= byte.MaxValue => 0x10000 + 0x100 * (uint)authority + rid,
            _ => Hashed(bytes),
        };
    }

    private static uint Part(ReadOnlySpan<byte> sid, int index) => BinaryPrimitives.ReadUInt32LittleEndian(sid[(HeadSize + index * sizeof(uint))..]);

    /// <summary>The same up to the RID; the count, which is one more, apart.</summary>
    private static bool IsIn(ReadOnlySpan<byte> account, in Sid domain)
    {
        ReadOnlySpan<byte> bytes = domain.AsSpan();
        return bytes.Length == account.Length - sizeof(uint) && bytes[2..].SequenceEqual(account[2..bytes.Length]);
    }

    /// <summary>31 bits of a hash of the whole SID: the same on every machine, and two accounts hardly ever share one.</summary>
    private static uint Hashed(ReadOnlySpan<byte> sid)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(sid, digest);
        uint number = HashedBase | BinaryPrimitives.ReadUInt32LittleEndian(digest);
        return number == None ? None - 1 : number;
    }

    private static void LoadDomains()
    {
        lock (s_lock)
        {
            if (s_domainsAreKnown)
            {
                return;
            }

            s_domainsAreKnown = true;
            void* policy;
            var attributes = new OBJECT_ATTRIBUTES { Length = (uint)sizeof(OBJECT_ATTRIBUTES) };
            if (Advapi32.LsaOpenPolicy(null, &attributes, Win.POLICY_VIEW_LOCAL_INFORMATION, &policy) != Win.STATUS_SUCCESS)
            {
                return;
            }

            void* found;
            if (Advapi32.LsaQueryInformationPolicy(policy, POLICY_INFORMATION_CLASS.PolicyAccountDomainInformation, &found) == Win.STATUS_SUCCESS)
            {
                s_machine = Sid.FromPointer(((POLICY_ACCOUNT_DOMAIN_INFO*)found)->DomainSid);
                Advapi32.LsaFreeMemory(found);
            }

            if (Advapi32.LsaQueryInformationPolicy(policy, POLICY_INFORMATION_CLASS.PolicyPrimaryDomainInformation, &found) == Win.STATUS_SUCCESS)
            {
                s_domain = Sid.FromPointer(((POLICY_PRIMARY_DOMAIN_INFO*)found)->Sid);
                Advapi32.LsaFreeMemory(found);
            }

            Advapi32.LsaClose(policy);
        }
    }
}
