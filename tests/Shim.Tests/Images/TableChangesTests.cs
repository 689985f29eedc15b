using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AfUnix.Images;
using NUnit.Framework;

namespace AfUnix.Tests.Images;

/// <summary>All or none, in memory whose protection is only noted.</summary>
[TestFixture]
internal sealed unsafe class TableChangesTests
{
    private const int Pages = 4;
    private const int PageSize = 4096;
    private byte* _memory;

    [SetUp]
    public void Allocate() => _memory = (byte*)NativeMemory.AlignedAlloc(Pages * PageSize, PageSize);

    [TearDown]
    public void Free() => NativeMemory.AlignedFree(_memory);

    [Test]
    public void All_words_are_written_and_the_pages_protected_again()
    {
        var changes = new Changes(Pages);
        Prepare(changes);
        Assert.That(changes.Apply());
        Assert.That(Words(), Is.EqualTo(new long[] { 11, 12, 13 }));
        Assert.That(changes.Log, Is.EqualTo("+0 +1 +2 -0 -1 -2"));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void A_page_that_stays_protected_leaves_all_as_it_was(int writable)
    {
        var changes = new Changes(writable);
        Prepare(changes);
        Assert.That(changes.Apply(), Is.False);
        Assert.That(Words(), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(changes.Log.Count(c => c == '+'), Is.EqualTo(writable));
        Assert.That(changes.Log.Count(c => c == '-'), Is.EqualTo(writable), "each is protected again");
    }

    [Test]
    public void A_word_that_somebody_else_has_changed_leaves_all_as_it_was()
    {
        var changes = new Changes(Pages);
        Prepare(changes);
        *(nint*)(_memory + 2 * PageSize) = 99;
        Assert.That(changes.Apply(), Is.False);
        Assert.That(Words(), Is.EqualTo(new long[] { 1, 2, 99 }));
    }

    [Test]
    public void A_word_over_the_end_of_a_page_needs_both()
    {
        var changes = new Changes(Pages);
        nint* place = (nint*)(_memory + PageSize - 4);
        *place = 5;
        changes.Replace(place, 6);
        Assert.That(changes.Apply());
        Assert.That(changes.Log, Is.EqualTo("+0 +1 -0 -1"));
    }

    /// <summary>One word in each of the first three pages; the second is a short one.</summary>
    private void Prepare(Changes changes)
    {
        changes.First = (nint)_memory;
        *(nint*)_memory = 1;
        *(uint*)(_memory + PageSize) = 2;
        *(nint*)(_memory + 2 * PageSize) = 3;
        changes.Replace((nint*)_memory, 11);
        changes.Replace((uint*)(_memory + PageSize), 12u);
        changes.Replace((nint*)(_memory + 2 * PageSize), 13);
    }

    private long[] Words() => [*(nint*)_memory, *(uint*)(_memory + PageSize), *(nint*)(_memory + 2 * PageSize)];

    private sealed class Changes(int writable) : TableChanges
    {
        private readonly List<string> _log = [];
        private int _left = writable;

        public nint First { get; set; }

        public string Log => string.Join(' ', _log);

        protected override uint? Unprotect(nint page)
        {
            if (_left-- == 0)
            {
                return null;
            }

            First = First == 0 ? page : First;
            _log.Add($"+{(page - First) / PageSize}");
            return 7;
        }

        protected override void Protect(nint page, uint protection)
        {
            Assert.That(protection, Is.EqualTo(7));
            _log.Add($"-{(page - First) / PageSize}");
        }
    }
}
