using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using AfUnix.Handshake;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

/// <summary>The socket file, byte by byte.</summary>
[TestFixture]
internal sealed class SocketFileTextTests
{
    private const string SampleText =
        "!<socket >49153 s 03020100-07060504-0B0A0908-0F0E0D0C\0afunix 1 pid=4242 start=01DB2C3D4E5F6071 name=/tmp/a%20b%25.sock\n";

    private static byte[] Sample => Latin1(SampleText);

    private static SocketFileContent SampleContent => new()
    {
        Port = 49153,
        Type = 's',
        Secret = Secret.From([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
        ProcessId = 4242,
        ProcessStartTime = 0x01DB_2C3D_4E5F_6071,
        BoundName = Latin1("/tmp/a b%.sock"),
    };

    [Test]
    public void The_format_is_this_and_no_other()
    {
        Assert.That(Encoding.Latin1.GetString(SocketFileText.Format(SampleContent)), Is.EqualTo(SampleText));
    }

    [TestCase("ar-SA")]
    [TestCase("de-DE")]
    [TestCase("fa-IR")]
    public void The_format_is_the_same_in_every_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.That(SocketFileText.Format(SampleContent), Is.EqualTo(Sample));
            Assert.That(SocketFileText.Parse(Sample, out _), Is.EqualTo(SocketFileKind.Ours));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void What_was_written_reads_back()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            AssertReadsBack(RandomContent(random));
        }
    }

    [Test]
    public void The_extremes_read_back([Values(1, 9, 10, 65535)] int port, [Values('s', 'd')] char type, [Values(1u, uint.MaxValue)] uint pid)
    {
        foreach (ulong start in new ulong[] { 0, 1, ulong.MaxValue })
        {
            foreach (byte fill in new byte[] { 0, 0xFF })
            {
                byte[] secret = new byte[Secret.Size];
                Array.Fill(secret, fill);
                AssertReadsBack(new SocketFileContent
                {
                    Port = (ushort)port, Type = type, Secret = Secret.From(secret), ProcessId = pid, ProcessStartTime = start, BoundName = [(byte)'n'],
                });
            }
        }
    }

    [Test]
    public void A_name_may_hold_any_byte()
    {
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            byte b = (byte)value;
            AssertReadsBack(SampleContent with { BoundName = [b] });
            AssertReadsBack(SampleContent with { BoundName = [b, b] });
            AssertReadsBack(SampleContent with { BoundName = [(byte)'a', b, (byte)'z'] });
        }
    }

    [Test]
    public void The_longest_name_fits_whatever_is_in_it([Values(0, ' ', '%', 'a', 0xFF)] int value)
    {
        byte[] name = new byte[UnixAddress.PathCapacity];
        Array.Fill(name, (byte)value);
        SocketFileContent content = SampleContent with { Port = ushort.MaxValue, ProcessId = uint.MaxValue, BoundName = name };

        AssertReadsBack(content);
        Assert.That(SocketFileText.Format(content).Length, Is.LessThanOrEqualTo(SocketFileText.MaxLength));
    }

    [Test]
    public void A_file_cut_anywhere_is_not_ours()
    {
        int nul = SampleText.IndexOf('\0', StringComparison.Ordinal) + 1;
        for (int length = 0; length < Sample.Length; length++)
        {
            // Up to its NUL it is the file that Cygwin writes.
            SocketFileKind expected = length == nul ? SocketFileKind.Foreign : SocketFileKind.NotASocket;
            Assert.That(SocketFileText.Parse(Sample.AsSpan(0, length), out _), Is.EqualTo(expected), $"{length} bytes");
        }
    }

    [Test]
    public void A_file_with_one_byte_changed_is_not_ours_or_says_something_else()
    {
        byte[] changed = Sample;
        for (int at = 0; at < changed.Length; at++)
        {
            byte original = changed[at];
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                changed[at] = (byte)value;
                AssertExact(changed, $"byte {at} is 0x{value:X2}");
            }

            changed[at] = original;
        }
    }

    [Test]
    public void A_file_with_one_byte_more_or_less_is_not_ours_or_says_something_else()
    {
        for (int at = 0; at <= Sample.Length; at++)
        {
            if (at < Sample.Length)
            {
                AssertExact([.. Sample[..at], .. Sample[(at + 1)..]], $"without byte {at}");
            }

            for (int value = 0; value <= byte.MaxValue; value++)
            {
                AssertExact([.. Sample[..at], (byte)value, .. Sample[at..]], $"0x{value:X2} before byte {at}");
            }
        }
    }

    [Test]
    public void Nothing_may_follow([Values("\n", "\0", " ", "x", "\r\n", "afunix 1 pid=1")] string more)
    {
        Assert.That(Parse(SampleText + more), Is.EqualTo(SocketFileKind.NotASocket));
    }

    [Test]
    public void Garbage_is_nobodys()
    {
        var random = new Random(2);
        byte[] buffer = new byte[700];
        for (int i = 0; i < 20_000; i++)
        {
            Span<byte> text = buffer.AsSpan(0, random.Next(buffer.Length));
            random.NextBytes(text);
            Assert.That(SocketFileText.Parse(text, out _), Is.EqualTo(SocketFileKind.NotASocket));
        }
    }

    [Test]
    public void Garbage_after_a_good_beginning_is_not_ours()
    {
        var random = new Random(3);
        byte[] noise = new byte[60];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(noise);
            int good = random.Next(Sample.Length);
            AssertExact([.. Sample[..good], .. noise[..random.Next(1, noise.Length)]], "garbage");
        }
    }

    [TestCase("!<socket >49153 ", "0", "65536", "99999999999999999999999", "-1", "+1", " 1", "1 ", "0x1", "", "1e1", "1.", "1,000", "01")]
    [TestCase(" s ", " x ", " S ", " D ", "  ", " ", " ss ", "\ts ", " s\t", " \0 ")]
    [TestCase("03020100-07060504", "0302010-07060504", "003020100-07060504", "03020100 07060504", "0302010G-07060504", "0302010007060504", "-3020100-07060504")]
    [TestCase("0B0A0908", "0b0a0908", "0x0A0908", " B0A0908")]
    [TestCase("afunix 1 ", "afunix 2 ", "afunix 0 ", "afunix 11 ", "Afunix 1 ", "afunix 1", "afunix 1  ")]
    [TestCase("pid=4242", "pid=0", "pid=4294967296", "pid=-1", "pid=", "pid=04242", "pid= 4242", "PID=4242", "")]
    [TestCase("start=01DB2C3D4E5F6071", "start=1DB2C3D4E5F6071", "start=001DB2C3D4E5F6071", "start=01db2c3d4e5f6071", "start=01DB2C3D4E5F607G", "start=", "")]
    [TestCase("name=/tmp/a%20b%25.sock", "name=%", "name=%2", "name=%2G", "name=%G2", "name=%41", "name=%2f", "name=a b", "name=a\nb", "name=a\rb", "name=é", "")]
    [TestCase(".sock\n", ".sock", ".sock\r\n", ".sock\n\n", ".sock\0", ".sock\0\n", ".sock \n")]
    public void A_field_that_is_out_of_order_spoils_the_file(string good, params string[] bad)
    {
        foreach (string one in bad)
        {
            string text = good.StartsWith('!') ? SampleText.Replace("49153", one, StringComparison.Ordinal) : SampleText.Replace(good, one, StringComparison.Ordinal);
            Assert.That(text, Is.Not.EqualTo(SampleText));
            Assert.That(Parse(text), Is.Not.EqualTo(SocketFileKind.Ours), text);
        }
    }

    [TestCase("!<socket >1234 s 03020100-07060504-0B0A0908-0F0E0D0C\0", Description = "Cygwin of today, and GnuPG for it")]
    [TestCase("!<socket >1234 d 03020100-07060504-0B0A0908-0F0E0D0C\0", Description = "Cygwin of today, datagrams")]
    [TestCase("!<socket >1234 s 03020100-07060504-0b0a0908-0f0e0d0c\0", Description = "the case of the digits is the other's affair")]
    [TestCase("!<socket >1234 03020100-07060504-0B0A0908-0F0E0D0C\0", Description = "Cygwin 2001-2005 and MSYS 1")]
    [TestCase("!<socket >1234\0", Description = "Cygwin 1999-2001")]
    [TestCase("1234\n0123456789ABCDEF", Description = "libassuan")]
    [TestCase("65535\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", Description = "libassuan")]
    [TestCase("1\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", Description = "libassuan")]
    public void Other_dialects_are_known(string text)
    {
        Assert.That(Parse(text), Is.EqualTo(SocketFileKind.Foreign));
    }

    [TestCase("!<socket >1234 s 03020100-07060504-0B0A0908-0F0E0D0C", Description = "no NUL")]
    [TestCase("!<socket >1234 s 03020100-07060504-0B0A0908\0")]
    [TestCase("!<socket >1234 x 03020100-07060504-0B0A0908-0F0E0D0C\0")]
    [TestCase("!<socket >0\0")]
    [TestCase("!<socket >70000\0")]
    [TestCase("!<socket >")]
    [TestCase("!<symlink>1234\0")]
    [TestCase("1234\n0123456789ABCDE", Description = "15 bytes")]
    [TestCase("1234\n0123456789ABCDEFG", Description = "17 bytes")]
    [TestCase("1234\r\n0123456789ABCDEF")]
    [TestCase("0\n0123456789ABCDEF")]
    [TestCase("65536\n0123456789ABCDEF")]
    [TestCase(" 1234\n0123456789ABCDEF")]
    [TestCase("")]
    [TestCase("\0")]
    public void Damaged_ones_are_not(string text)
    {
        Assert.That(Parse(text), Is.EqualTo(SocketFileKind.NotASocket));
    }

    /// <summary>Nobody can have bound such a name, so nobody wrote such a file.</summary>
    [Test]
    public void A_name_longer_than_any_path_spoils_the_file([Values(217, 300, 400, 5000)] int size)
    {
        Assert.That(Parse(SampleText.Replace("/tmp/a%20b%25.sock", new string('n', size), StringComparison.Ordinal)), Is.EqualTo(SocketFileKind.NotASocket));
    }

    [Test]
    public void A_file_without_a_name_spoils_nothing()
    {
        AssertReadsBack(SampleContent with { BoundName = [] });
    }

    private static SocketFileContent RandomContent(Random random)
    {
        byte[] secret = new byte[Secret.Size];
        byte[] name = new byte[random.Next(UnixAddress.PathCapacity + 1)];
        random.NextBytes(secret);
        random.NextBytes(name);
        return new SocketFileContent
        {
            Port = (ushort)random.Next(1, 65536),
            Type = random.Next(2) == 0 ? 's' : 'd',
            Secret = Secret.From(secret),
            ProcessId = (uint)random.NextInt64(1, 1L << 32),
            ProcessStartTime = (ulong)random.NextInt64(),
            BoundName = name,
        };
    }

    private static void AssertReadsBack(SocketFileContent content)
    {
        byte[] text = SocketFileText.Format(content);
        Assert.That(SocketFileText.Parse(text, out SocketFileContent read), Is.EqualTo(SocketFileKind.Ours));
        Assert.That(
            (read.Port, read.Type, read.ProcessId, read.ProcessStartTime),
            Is.EqualTo((content.Port, content.Type, content.ProcessId, content.ProcessStartTime)));
        Assert.That(read.Secret.Equals(content.Secret));
        Assert.That(read.BoundName, Is.EqualTo(content.BoundName));
    }

    /// <summary>What is taken for ours is, to the byte, what we would have written: one meaning, one text.</summary>
    private static void AssertExact(byte[] text, string what)
    {
        if (SocketFileText.Parse(text, out SocketFileContent content) == SocketFileKind.Ours && !SocketFileText.Format(content).AsSpan().SequenceEqual(text))
        {
            Assert.Fail($"{what}, and it is taken for {Encoding.Latin1.GetString(SocketFileText.Format(content))}");
        }
    }

    private static SocketFileKind Parse(string text) => SocketFileText.Parse(Latin1(text), out _);

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
