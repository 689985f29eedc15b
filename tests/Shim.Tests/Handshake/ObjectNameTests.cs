using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

[TestFixture]
internal sealed class ObjectNameTests
{
    private const string Global = "Global\\";
    private const string Local = "Local\\";
    private const uint Address = 0x7F01_0203;

    private static readonly byte[] Key = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>
    /// Computed with Python: hmac.new(bytes(range(16)), bytes([1, role]) + struct.pack('>HIH', port, address, clientPort), hashlib.sha256).
    /// Programs with different versions of the library meet by these names, so they change only together with the protocol's version.
    /// </summary>
    [TestCase(ObjectRole.Server, 0u, 0, "afunix-server-666347a8b175eed0637d2b461191fc63")]
    [TestCase(ObjectRole.Client, Address, 50001, "afunix-client-9d382fb360c95bf9b52dd2be37dd10cd")]
    [TestCase(ObjectRole.Room, 0u, 0, "afunix-room-9fdcd3adc20f9782d47693e9d8783304")]
    [TestCase(ObjectRole.Book, Address, 49984, "afunix-book-3e21af691c02995f00e2775a9756d4c0")]
    [TestCase(ObjectRole.Board, 0u, 0, "afunix-board-b7cd94ffb3bd5918e4e32fdfc1ab0b37")]
    [TestCase(ObjectRole.Queue, 0u, 0, "afunix-queue-4ed9ed802329d6b00445829f19eb224d")]
    public void The_names_are_these(ObjectRole role, uint address, int port, string expected)
    {
        Assert.That(Name(Global, role, Secret.From(Key), 49153, new ClientEndpoint(address, (ushort)port)), Is.EqualTo(Global + expected));
        Assert.That(Name(Local, role, Secret.From(Key), 49153, new ClientEndpoint(address, (ushort)port)), Is.EqualTo(Local + expected));
    }

    /// <summary>Computed with Python: hashlib.sha256(bytes([1, 6]) + type + name).</summary>
    [TestCase('s', "\0name", "79d1596b27a92b98eb03c4897d22e087")]
    [TestCase('d', "\0name", "c41c62cb66ecea0afeb66c9dbed54eb1")]
    [TestCase('s', "\0name\0", "8323728cbdb1ae1489c580cabc319cf8")]
    [TestCase('s', "\0", "f476f3662704a4f1ae1e25e2d71a0c66")]
    public void The_names_of_abstract_names_are_these(char type, string socket, string expected)
    {
        char[] name = new char[ObjectName.MaxLength];
        ObjectName.WriteAbstract(name, Local, type, System.Text.Encoding.Latin1.GetBytes(socket));
        Assert.That(new string(name, 0, Array.IndexOf(name, '\0')), Is.EqualTo(Local + "afunix-name-" + expected));
    }

    [Test]
    public void The_roles_are_those_whose_names_are_known()
    {
        ObjectRole[] known = [ObjectRole.Server, ObjectRole.Client, ObjectRole.Room, ObjectRole.Book, ObjectRole.Board, ObjectRole.Queue, ObjectRole.Name];
        Assert.That(Enum.GetValues<ObjectRole>(), Is.EqualTo(known));
    }

    [Test]
    public void A_name_has_only_small_letters_and_digits_and_fits([Values] ObjectRole role, [Values(Global, Local)] string scope)
    {
        for (int i = 0; i < 200; i++)
        {
            string name = Name(scope, role, Secret.Create(), ushort.MaxValue, new ClientEndpoint(uint.MaxValue, ushort.MaxValue));
            Assert.That(name, Does.Match(@"^(Global|Local)\\afunix-[a-z]+-[0-9a-f]{32}$"));
            Assert.That(name.Length, Is.LessThan(ObjectName.MaxLength));
        }
    }

    [Test]
    public void Whatever_an_object_stands_for_is_in_its_name()
    {
        var names = new HashSet<string>();
        int count = 0;
        foreach (ObjectRole role in Enum.GetValues<ObjectRole>())
        {
            foreach (Secret secret in new[] { Secret.From(Key), Secret.From([.. Key.Reverse()]), default })
            {
                foreach (ushort server in new ushort[] { 1, 2, 256, 50000 })
                {
                    foreach (uint address in new uint[] { 0, 1, 0x7F00_0001, 0x7F00_0002, 0x0100_007F })
                    {
                        foreach (ushort port in new ushort[] { 0, 1, 2, 256, 50000 })
                        {
                            names.Add(Name(Global, role, secret, server, new ClientEndpoint(address, port)));
                            count++;
                        }
                    }
                }
            }
        }

        Assert.That(names, Has.Count.EqualTo(count));
    }

    [Test]
    public void Every_bit_of_the_secret_counts()
    {
        string one = Digest(Name(Global, ObjectRole.Server, Secret.From(Key), 1, default));
        for (int bit = 0; bit < Secret.Size * 8; bit++)
        {
            byte[] other = [.. Key];
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            string two = Digest(Name(Global, ObjectRole.Server, Secret.From(other), 1, default));
            Assert.That(one.Zip(two).Count(pair => pair.First != pair.Second), Is.GreaterThan(16), $"bit {bit}: {one} {two}");
        }
    }

    /// <summary>Any process can list the names, and Cygwin's gave the secret away.</summary>
    [Test]
    public void No_piece_of_the_secret_is_in_a_name([Values] ObjectRole role)
    {
        const int Piece = 4;
        for (int i = 0; i < 200; i++)
        {
            Secret secret = Secret.Create();
            byte[] bytes = secret.AsSpan().ToArray();
            string name = Name(Global, role, secret, 49153, new ClientEndpoint(Address, 50001));
            for (int at = 0; at + Piece <= bytes.Length; at++)
            {
                byte[] piece = bytes[at..(at + Piece)];
                byte[] turned = [.. piece.Reverse()];
                Assert.That(name, Does.Not.Contain(Convert.ToHexString(piece)).IgnoreCase.And.Not.Contain(Convert.ToHexString(turned)).IgnoreCase);
            }
        }
    }

    [Test]
    public void Nothing_else_that_an_object_stands_for_can_be_read_from_its_name()
    {
        string name = Name(Global, ObjectRole.Client, Secret.From(Key), 54321, new ClientEndpoint(Address, 50001));
        foreach (uint number in new uint[] { 54321, 50001, Address })
        {
            Assert.That(name, Does.Not.Contain(number.ToString(CultureInfo.InvariantCulture)).And.Not.Contain(number.ToString("x", CultureInfo.InvariantCulture)));
        }
    }

    [Test]
    public void Nothing_is_written_behind_the_NUL()
    {
        const char Untouched = '~';
        Span<char> memory = stackalloc char[ObjectName.MaxLength];
        memory.Fill(Untouched);
        ObjectName.Write(memory, Global, ObjectRole.Client, Secret.From(Key), 1, default);
        int end = memory.IndexOf('\0');
        Assert.That(memory[(end + 1)..].IndexOfAnyExcept(Untouched), Is.EqualTo(-1));
    }

    private static string Digest(string name) => name[^32..];

    private static string Name(string scope, ObjectRole role, Secret secret, ushort serverPort, ClientEndpoint client)
    {
        Span<char> name = stackalloc char[ObjectName.MaxLength];
        ObjectName.Write(name, scope, role, secret, serverPort, client);
        return new string(name[..name.IndexOf('\0')]);
    }
}
