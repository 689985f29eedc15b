using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Reflection;
using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

[TestFixture]
internal sealed class SecretTests
{
    /// <summary>Cygwin ran five months on a secret of zeros and nobody noticed.</summary>
    [Test]
    public void Secrets_differ_and_are_not_zero()
    {
        const int Count = 10_000;
        var seen = new HashSet<UInt128>();
        int[] ones = new int[Secret.Size * 8];
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> secret = Secret.Create().AsSpan();
            Assert.That(secret.IndexOfAnyExcept((byte)0), Is.Not.EqualTo(-1));
            Assert.That(seen.Add(BitConverter.ToUInt128(secret)), "the same secret twice");
            for (int bit = 0; bit < ones.Length; bit++)
            {
                ones[bit] += (secret[bit / 8] >> (bit % 8)) & 1;
            }
        }

        // Ten standard deviations: no bit is stuck, and a sound generator never fails this.
        Assert.That(ones, Is.All.InRange(Count / 2 - 500, Count / 2 + 500));
    }

    [Test]
    public void A_secret_has_the_bytes_it_was_made_of()
    {
        byte[] bytes = [.. Enumerable.Range(1, Secret.Size).Select(i => (byte)i)];
        Assert.That(Secret.From(bytes).AsSpan().SequenceEqual(bytes));
        Assert.That(Secret.From([.. bytes, 99]).AsSpan().SequenceEqual(bytes));
        Assert.That(() => Secret.From(bytes.AsSpan(1)), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void One_bit_makes_another_secret()
    {
        for (int bit = 0; bit < Secret.Size * 8; bit++)
        {
            byte[] bytes = Secret.Create().AsSpan().ToArray();
            Secret one = Secret.From(bytes);
            Assert.That(one.Equals(Secret.From(bytes)));
            Assert.That(one.GetHashCode(), Is.EqualTo(Secret.From(bytes).GetHashCode()));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(one.Equals(Secret.From(bytes)), Is.False, $"bit {bit}");
        }
    }

    [Test]
    public void No_text_shows_a_secret()
    {
        Secret secret = Secret.From([0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        var content = new SocketFileContent { Secret = secret, BoundName = [] };
        string[] texts = [secret.ToString(), $"{secret}", string.Format(CultureInfo.InvariantCulture, "{0:X}", secret), $"{content}"];
        foreach (string text in texts)
        {
            Assert.That(text, Does.Not.Contain("DEAD").IgnoreCase.And.Not.Contain("EFBE").IgnoreCase.And.Not.Contain("222").And.Not.Contain(secret.GetHashCode().ToString(CultureInfo.InvariantCulture)));
        }

        Assert.That(secret.ToString(), Is.EqualTo(Secret.Create().ToString()));
    }

    /// <summary>A record writes all its members into its text, and so would betray one that is a secret.</summary>
    [Test]
    public void No_record_holds_a_secret()
    {
        IEnumerable<string> records = from type in typeof(Secret).Assembly.GetTypes()
                                      where type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) != null
                                      where type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                                          .Any(field => field.FieldType == typeof(Secret) || field.FieldType == typeof(SocketFileContent))
                                      select type.Name;
        Assert.That(records, Is.Empty);
    }
}
