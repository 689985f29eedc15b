using System;
using AfUnix.Injection;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

[TestFixture]
internal sealed class ProgramFileTests
{
    private const ushort X64 = 0x8664;
    private const int Machine = 0x84;
    private const int Characteristics = 0x96;
    private const int ManagedDirectory = 0x168;

    [TestCase(0x8664, 0, 0, null)]
    [TestCase(0x14C, 0, 0x2008, null, Description = ".NET, for any machine")]
    [TestCase(0x14C, 0, 0, "it is a 32-bit program: afunix is for 64-bit ones")]
    [TestCase(0xAA64, 0, 0, "it is a program for ARM64: afunix is for x64 ones")]
    [TestCase(0x1C4, 0, 0, "it is a program for another machine: afunix is for x64 ones")]
    [TestCase(0x8664, 0x2000, 0, "it is a DLL")]
    public void The_header_says_it(int machine, int characteristics, int managed, string? reason)
    {
        Assert.That(ProgramFile.ReasonAgainst(Head(machine, characteristics, managed), X64), Is.EqualTo(reason));
    }

    [Test]
    public void A_NET_program_for_any_machine_is_what_the_machine_is()
    {
        const ushort Arm64 = 0xAA64;
        Assert.That(ProgramFile.ReasonAgainst(Head(0x14C, 0, 0x2008), Arm64), Does.StartWith("it will be a program for another machine"));
        Assert.That(ProgramFile.ReasonAgainst(Head(0x8664, 0, 0), Arm64), Is.Null, "there is an emulator");
    }

    [Test]
    public void What_has_no_header_is_no_program()
    {
        const string NoProgram = "it is no Windows program";
        Assert.That(ProgramFile.ReasonAgainst(ReadOnlySpan<byte>.Empty, X64), Is.EqualTo(NoProgram));
        Assert.That(ProgramFile.ReasonAgainst("#!/bin/sh\n"u8, X64), Is.EqualTo(NoProgram));
        byte[] head = Head(0x8664, 0, 0);
        Assert.That(ProgramFile.ReasonAgainst(head.AsSpan(0, 0x100), X64), Is.EqualTo(NoProgram), "it ends too early");
        foreach (int wild in new[] { -1, int.MinValue, int.MaxValue, head.Length - 4 })
        {
            BitConverter.TryWriteBytes(head.AsSpan(0x3C), wild);
            Assert.That(ProgramFile.ReasonAgainst(head, X64), Is.EqualTo(NoProgram));
        }
    }

    [Test]
    public void An_old_program_has_another_signature()
    {
        byte[] head = Head(0x8664, 0, 0);
        "NE"u8.CopyTo(head.AsSpan(0x80));
        Assert.That(ProgramFile.ReasonAgainst(head, X64), Is.EqualTo("it is a program for DOS or 16-bit Windows"));
    }

    internal static byte[] Head(int machine, int characteristics, int managed)
    {
        byte[] head = new byte[0x400];
        "MZ"u8.CopyTo(head);
        BitConverter.TryWriteBytes(head.AsSpan(0x3C), 0x80);
        "PE"u8.CopyTo(head.AsSpan(0x80));
        BitConverter.TryWriteBytes(head.AsSpan(Machine), (ushort)machine);
        BitConverter.TryWriteBytes(head.AsSpan(Characteristics), (ushort)characteristics);
        BitConverter.TryWriteBytes(head.AsSpan(ManagedDirectory), managed);
        return head;
    }
}
