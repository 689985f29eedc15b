using System.Collections.Generic;
using System.Linq;
using AfUnix.Handshake;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>What native code finds when the process ends: each end that is open, and nothing else.</summary>
[TestFixture]
[NonParallelizable] // there is one list
internal sealed unsafe class OpenEndsTests
{
    [Test]
    public void Each_end_has_a_place_as_long_as_it_is_open()
    {
        const int Many = 300; // more than there is room for at first
        LedgerEnd* ends = stackalloc LedgerEnd[Many];
        var places = new List<int>();
        for (int i = 0; i < Many; i++)
        {
            places.Add(OpenEnds.Add(ends + i, 0));
        }

        Assert.That(places.Distinct().Count(), Is.EqualTo(Many));
        for (int i = 0; i < Many; i++)
        {
            Assert.That(OpenEnds.At(places[i]) == ends + i);
        }

        for (int i = 0; i < Many; i += 2)
        {
            OpenEnds.Remove(places[i]);
            Assert.That(OpenEnds.At(places[i]) == null);
        }

        List<int> again = [.. Enumerable.Range(0, Many / 2).Select(i => Add(i))];
        Assert.That(again, Is.EquivalentTo(places.Where((_, i) => i % 2 == 0)), "places are used again");
        foreach (int place in again.Concat(places.Where((_, i) => i % 2 == 1)))
        {
            OpenEnds.Remove(place);
        }

        Assert.That(places.All(place => IsFree(place)));

        int Add(int i) => OpenEnds.Add(ends + i, 0);
        static bool IsFree(int place) => OpenEnds.At(place) == null;
    }
}
