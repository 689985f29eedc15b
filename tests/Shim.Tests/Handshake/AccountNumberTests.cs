using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

/// <summary>The rule of docs/credentials.md.</summary>
[TestFixture]
internal sealed class AccountNumberTests
{
    private const string Machine = "S-1-5-21-111-222-333";
    private const string Domain = "S-1-5-21-444-555-4294967295";

    [TestCase("S-1-5-18", 18u)]
    [TestCase("S-1-5-1000", 1000u)]
    [TestCase("S-1-5-32-544", 544u)]
    [TestCase("S-1-5-64-10", 0x4000Au)]
    [TestCase(Machine + "-500", 0x30000u + 500)]
    [TestCase(Machine + "-1001", 197609u)]
    [TestCase(Domain + "-1105", 1049681u)]
    [TestCase("S-1-16-12288", 0x63000u)]
    [TestCase("S-1-1-0", 0x10100u)]
    [TestCase("S-1-2-0", 66048u)]
    [TestCase("S-1-3-1", 66305u)]
    [TestCase("S-1-16-8192", 401408u)]
    [TestCase("S-1-18-1", 0x11201u)]
    public void Known_accounts_have_the_numbers_of_the_rule(string sid, uint expected) => Assert.That(Number(sid), Is.EqualTo(expected));

    [Test]
    public void Others_have_numbers_of_their_own()
    {
        string[] others =
        [
            "S-1-5-21-111-222-334-1001", "S-1-5-21-111-222-334-1002", "S-1-5-21-111-222-333", "S-1-5-21-111-222-333-1001-7",
            "S-1-12-1-1-2-3-4", "S-1-12-1-1-2-3-5", "S-1-5-80-1-2-3-4-5", "S-1-15-2-1-2-3-4-5-6-7", "S-1-16-1-2", "S-1-5-256-1", "S-1-5-5-0-1234", "S-1-22-1-1000", "S-1-3-256", "S-1-256-1", "S-1-5-64-65536", "S-1-16-65536",
        ];
        uint[] numbers = [.. others.Select(Number)];
        Assert.That(numbers, Is.Unique.And.All.GreaterThanOrEqualTo(0x8000_0000u).And.All.Not.EqualTo(AccountNumber.None));
        Assert.That(numbers, Is.EqualTo(others.Select(Number)));
    }

    [Test]
    public void A_domain_controller_has_accounts_of_the_domain_alone()
    {
        Sid domain = Sid.From(Bytes(Domain));
        Assert.That(AccountNumber.Of(Sid.From(Bytes(Domain + "-1105")), domain, domain), Is.EqualTo(1049681u));
    }

    [Test]
    public void Without_a_domain_there_is_none()
    {
        Sid account = Sid.From(Bytes(Domain + "-1105"));
        Assert.That(AccountNumber.Of(account, Sid.From(Bytes(Machine)), default), Is.GreaterThanOrEqualTo(0x8000_0000u));
        Assert.That(AccountNumber.Of(account, default, default), Is.GreaterThanOrEqualTo(0x8000_0000u));
        Assert.That(AccountNumber.Of(default, default, default), Is.EqualTo(AccountNumber.Overflow));
    }

    private static uint Number(string sid) => AccountNumber.Of(Sid.From(Bytes(sid)), Sid.From(Bytes(Machine)), Sid.From(Bytes(Domain)));

    /// <summary>From S-1-A-B... to revision, count, six bytes of authority, and four for each part.</summary>
    private static byte[] Bytes(string sid)
    {
        uint[] numbers = [.. sid.Split('-').Skip(2).Select(part => uint.Parse(part, CultureInfo.InvariantCulture))];
        IEnumerable<byte> parts = numbers.Skip(1).SelectMany(BitConverter.GetBytes);
        return [1, (byte)(numbers.Length - 1), 0, 0, 0, 0, (byte)(numbers[0] >> 8), (byte)numbers[0], .. parts];
    }
}
