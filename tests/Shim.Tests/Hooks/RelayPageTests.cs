using System;
using AfUnix.Hooks;
using NUnit.Framework;

namespace AfUnix.Tests.Hooks;

[TestFixture]
internal sealed class RelayPageTests
{
    /// <summary>jmp [rip + 0], the address, int3 twice.</summary>
    [Test]
    public void A_relay_jumps_to_the_address_behind_it()
    {
        byte[] relay = new byte[RelayPage.RelaySize];
        RelayPage.Write(relay, unchecked((nint)0x1122334455667788));
        Assert.That(Convert.ToHexString(relay), Is.EqualTo("FF2500000000" + "8877665544332211" + "CCCC"));
    }
}
