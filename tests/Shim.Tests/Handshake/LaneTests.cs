using System.Runtime.InteropServices;
using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

/// <summary>The ring of places, in memory that lies as a mapped book does.</summary>
[TestFixture]
internal sealed unsafe class LaneTests
{
    private byte* _book;

    [SetUp]
    public void Map()
    {
        _book = (byte*)NativeMemory.AlignedAlloc(BookLayout.Size, BookLayout.SlotsSize);
        NativeMemory.Clear(_book, BookLayout.Size);
    }

    [TearDown]
    public void Unmap() => NativeMemory.AlignedFree(_book);

    /// <summary>No two lanes share a byte, and the last one ends with the book.</summary>
    [Test]
    public void Every_slot_has_its_two_lanes()
    {
        byte* end = _book + BookLayout.SlotsSize;
        for (int slot = 0; slot < BookLayout.PortsPerBlock; slot++)
        {
            foreach (bool toServer in (bool[])[true, false])
            {
                var lane = Lane.Of((LedgerSlot*)_book + slot, toServer);
                Assert.That((nint)lane.At(0), Is.EqualTo((nint)end));
                Assert.That((nint)lane.At(Lane.Capacity), Is.EqualTo((nint)end), "it is a ring");
                end = (byte*)(lane.At(Lane.Capacity - 1) + 1);
            }
        }

        Assert.That((nint)end, Is.EqualTo((nint)(_book + BookLayout.Size)));
    }

    [Test]
    public void Places_that_somebody_has_are_passed_over()
    {
        Lane lane = Some();
        Assert.That(lane.Front(out _) == null);
        for (uint i = 0; i < 3; i++)
        {
            lane.At(i)->Nonce = i == 1 ? 7u : 0u;
        }

        lane.Head->Put = 3;
        Assert.That((nint)lane.Front(out uint number), Is.EqualTo((nint)lane.At(1)));
        Assert.That((number, lane.Count), Is.EqualTo((1u, 2u)));
        lane.Pass(0);
        Assert.That(lane.Head->Taken, Is.EqualTo(1), "one that was passed already");
        lane.Pass(1);
        Assert.That(lane.Front(out _) == null);
        Assert.That(lane.Head->Taken, Is.EqualTo(3));
    }

    [Test]
    public void The_counters_may_wrap()
    {
        Lane lane = Some();
        lane.Head->Taken = uint.MaxValue;
        lane.Head->Put = 1;
        lane.At(uint.MaxValue)->Nonce = 5;
        Assert.That((nint)lane.Front(out uint number), Is.EqualTo((nint)lane.At(Lane.Capacity - 1)));
        Assert.That((number, lane.Count), Is.EqualTo((uint.MaxValue, 2u)));
    }

    /// <summary>What the other process wrote is input.</summary>
    [TestCase(Lane.Capacity + 1u, 0u)]
    [TestCase(0u, 1u)]
    public void What_can_not_be_is_nothing(uint put, uint taken)
    {
        Lane lane = Some();
        lane.Head->Put = put;
        lane.Head->Taken = taken;
        lane.At(taken)->Nonce = 1;
        Assert.That(lane.Count, Is.Zero);
        Assert.That(lane.Front(out _) == null);
    }

    [Test]
    public void The_reader_is_known()
    {
        Lane lane = Some();
        lane.SetReader(4711, 12345);
        Assert.That((lane.Head->ReaderProcessId, lane.Head->ReaderStartTime), Is.EqualTo((4711u, 12345ul)));
    }

    private Lane Some() => Lane.Of((LedgerSlot*)_book + 5, toServer: true);
}
