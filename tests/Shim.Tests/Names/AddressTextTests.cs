using System;
using System.Net;
using System.Text;
using AfUnix.Interop;
using AfUnix.Names;
using NUnit.Framework;

namespace AfUnix.Tests.Names;

/// <summary>What the C cases inet_* can't show: random addresses, against another reader of them.</summary>
[TestFixture]
internal sealed class AddressTextTests
{
    private const int Rounds = 20_000;

    [Test]
    public void IPv6_comes_back_as_it_was()
    {
        var random = new Random(2002);
        byte[] address = new byte[Ipv6Text.Size], again = new byte[Ipv6Text.Size], text = new byte[Ipv6Text.MaxLength];
        for (int i = 0; i < Rounds; i++)
        {
            // Mostly zeros, so that there are gaps of every length at every place.
            for (int k = 0; k < address.Length; k++)
            {
                address[k] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)0;
            }

            string written = Encoding.ASCII.GetString(text, 0, Ipv6Text.Write(address, text));
            Assert.That(IPAddress.Parse(written).GetAddressBytes(), Is.EqualTo(address), written);
            Assert.That(Ipv6Text.TryParse(Encoding.ASCII.GetBytes(written), again), written);
            Assert.That(again, Is.EqualTo(address), written);
        }
    }

    /// <summary>Whatever the text, nothing throws, and what is taken as an address is one to the other reader, too.</summary>
    [Test]
    public void Nothing_but_an_address_is_taken()
    {
        const string Letters = "0123456789abf:::::..%x ";
        var random = new Random(1883);
        byte[] address = new byte[Ipv6Text.Size];
        int taken = 0;
        for (int i = 0; i < Rounds * 10; i++)
        {
            string text = string.Create(random.Next(1, 14), random, (span, source) =>
            {
                foreach (ref char letter in span)
                {
                    letter = Letters[source.Next(Letters.Length)];
                }
            });
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            if (Ipv6Text.TryParse(bytes, address))
            {
                taken++;
                Assert.That(IPAddress.Parse(text).GetAddressBytes(), Is.EqualTo(address), text);
            }

            Ipv4Text.TryParse(bytes, address);
            Ipv4Text.TryParseLoose(bytes, address);
            NumericHost.TryParse(bytes, out _, out _);
            ServiceNumber.TryParse(bytes, out _);
        }

        Assert.That(taken, Is.GreaterThan(100));
    }

    [Test]
    public void A_mapped_address_comes_back()
    {
        HostAddress four = HostAddress.From(Win.AF_INET, [1, 2, 3, 4]);
        HostAddress six = four.Mapped();

        Assert.That(six.AsText(), Is.EqualTo("::ffff:1.2.3.4"));
        Assert.That(six.TryUnmap(out six)); // in its own place
        Assert.That(six.AsText(), Is.EqualTo("1.2.3.4"));
        Assert.That(six.TryUnmap(out _), Is.False);
        Assert.That(HostAddress.From(Win.AF_INET6, IPAddress.IPv6Loopback.GetAddressBytes()).TryUnmap(out _), Is.False);
    }
}
