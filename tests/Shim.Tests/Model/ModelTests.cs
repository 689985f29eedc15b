using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace AfUnix.Tests.Model;

/// <summary>
/// The models of model/, each searched to its end by spin: the protocols of 2002 must be seen failing, ours must hold; and with any one of its rules taken
/// away, ours must fail too, or the search would have found nothing because it can't.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
[Platform("Linux", Reason = "spin is installed by the set-up on Linux only; what it proves holds on every system.")]
internal sealed class ModelTests
{
    private const string Events = "events-2002.pml";
    private const string Semaphores = "semaphores-2002.pml";
    private const string Handshake = "handshake.pml";
    private const string Ledger = "ledger.pml";
    private const string Lane = "lane.pml";
    private const string Misplaced = "cargoOf[first[taken]]==had&&first[taken]>=from";
    private const string Frames = "frames.pml";
    private const string Datagrams = "datagrams.pml";

    private const string InvalidEnd = "invalid end state";

    /// <summary>What must hold: model, flags.</summary>
    private static readonly (string Model, string Flags)[] Right =
    [
        (Events, "-DN=1"),
        (Semaphores, ""),
        (Semaphores, "-DTAKEOVER -DAFTER_CHECK"),
        (Handshake, "-DDEATHS=1"),
        (Handshake, "-DSHARED"),
        (Handshake, "-DFALLBACK -DSHARED -DDEATHS=1"),
        (Handshake, "-DFALLBACK -DNO_STRANGER -DDEATH_ENDS"),
        (Handshake, "-DFREEZE -DNO_DEATH -DSHARED"),
        (Handshake, "-DFREEZE -DNO_DEATH -DFALLBACK -DNO_STRANGER"),
        (Handshake, "-DN=3 -DNO_STRANGER -DDEATHS=1"),
        (Handshake, "-DNO_FIRST_CHECK -DSHARED -DDEATHS=1"),
        (Handshake, "-DHOLD -DSOCKET_DIES_FIRST -DSHARED -DDEATHS=1"),
        (Handshake, "-DHOLD -DSOCKET_DIES_FIRST -DFALLBACK -DTABLE_CHECK -DSHARED -DDEATHS=1"),
        (Handshake, "-DKILL_RESETS -DAGE_CHECK -DIGNORE_LEAKS -DSHARED -DDEATHS=1"),
        (Ledger, ""),
        (Ledger, "-DIDLE"),
        (Ledger, "-DSHUTDOWN -DSENDS=1"),
        (Ledger, "-DKILL -DSENDS=1"),
        (Ledger, "-DFREEZE -DSENDS=1"),
        (Lane, ""),
        (Lane, "-DKILL"),
        (Frames, ""),
        (Frames, "-DTWO"),
        (Frames, "-DKILL"),
        (Frames, "-DMESSAGES=5 -DWINDOW=2 -DTWO -DKILL"),
        (Datagrams, ""),
        (Datagrams, "-DPLACES=2"),
        (Datagrams, "-DKILL"),
        (Datagrams, "-DKILL -DPLACES=2"),
        (Datagrams, "-DFAIL -DPLACES=3"),
    ];

    /// <summary>What must fail, and how: model, flags, what spin reports.</summary>
    private static readonly (string Model, string Flags, string Failure)[] Wrong =
    [
        (Events, "", "signalWasForMe"),
        (Events, "-DN=3", "signalWasForMe"),
        (Events, "-DSTALL", "!failedAccepted"),
        (Events, "-DSTRANGER_CONNECTS", "!stoodStill"),
        (Semaphores, "-DKILL", "!lost"),
        (Semaphores, "-DTAKEOVER", "peerIsServer"),
        (Handshake, "-DNO_AFTER_CHECK -DIGNORE_LEAKS -DNO_DEATH -DSHARED", "peerIsServer"),
        (Handshake, "-DCONNECT_WITHOUT_OWNER_CHECK -DIGNORE_LEAKS -DNO_DEATH -DSHARED", "peerIsServer"),
        (Handshake, "-DACCEPT_WITHOUT_OWNER_CHECK -DNO_DEATH -DSHARED", "connection==identity"),
        (Handshake, "-DTOKEN_AT_BIND -DIGNORE_LEAKS -DNO_DEATH -DSHARED", "peerIsServer"),
        (Handshake, "-DLISTENER_FIRST -DIGNORE_LEAKS -DNO_DEATH -DSHARED", "peerIsServer"),
        (Handshake, "-DHOLD -DNO_COUNT_CHECK -DIGNORE_LEAKS -DNO_DEATH -DSHARED", "peerIsServer"),
        (Handshake, "-DSOCKET_DIES_FIRST -DSIGNAL_CHECK -DSHARED", "peerIsServer"),
        (Handshake, "-DNO_EXIT_CODE -DIGNORE_LEAKS -DSHARED -DDEATHS=1", "peerIsServer"),
        (Handshake, "-DNO_ADDRESS_IN_NAMES -DNO_DEATH -DSHARED", "connection==identity"),
        (Handshake, "-DNO_CLAIMS -DNO_DEATH -DSHARED", "connection==identity"),
        (Handshake, "-DPORT_FIRST -DNO_FIRST_CHECK -DNO_DEATH -DSHARED", "connection==identity"),
        (Handshake, "-DSLOT_STAYS -DNO_DEATH -DSHARED", "connection==identity"),
        (Handshake, "-DNO_LIFE_CHECK -DIGNORE_LEAKS -DSHARED -DDEATHS=1", "connection==identity"),
        (Handshake, "-DRELEASE_TWICE", "count[identity]<=1"),
        (Handshake, "-DNO_CUSTODY -DSHARED", "!lost"),
        (Handshake, "-DCLOSE_FINISHED_BOOKS -DNO_STRANGER -DSHARED", "!lost"),
        (Handshake, "-DCLOSE_IDLE_BOOKS -DIGNORE_LEAKS -DSHARED", "hasLedger||!connected[identity]"),
        (Handshake, "-DTOKEN_FIRST -DIGNORE_LEAKS -DNO_DEATH -DSHARED", "connection==identity"),
        (Handshake, "-DRELEASE_FIRST -DFALLBACK -DIGNORE_LEAKS -DNO_DEATH -DSHARED", "hasLedger||!connected[identity]"),
        (Handshake, "-DNO_MARK -DSHARED", "connection==identity"),
        (Handshake, "-DFORGET_ALL_BOOKS", "leaked==0"),
        (Handshake, "-DNO_DRAIN", "leaked==0"),
        (Handshake, "-DWAITING_CONNECT -DFREEZE -DNO_DEATH -DSHARED", InvalidEnd),
        (Handshake, "-DWAIT_FOR_TOKEN_ONLY -DFALLBACK -DNO_STRANGER -DDEATH_ENDS", InvalidEnd),
        (Handshake, "-DNO_INTERRUPT -DFREEZE -DNO_DEATH -DFALLBACK -DNO_STRANGER", InvalidEnd),
        (Handshake, "-DHOLD -DFALLBACK -DSHARED -DDEATHS=1", "peerIsServer"),
        (Handshake, "-DSOCKET_DIES_FIRST -DFALLBACK -DSHARED -DDEATHS=1", "peerIsServer"),
        (Handshake, "-DKILL_RESETS -DIGNORE_LEAKS -DSHARED -DDEATHS=1", "connection==identity"),
        (Ledger, "-DNO_DRAIN", "noReset"),
        (Ledger, "-DNO_SENDING", "noReset"),
        (Ledger, "-DSENT_FIRST", "noReset"),
        (Ledger, "-DCHECK_FIRST", "noReset"),
        (Ledger, "-DNO_EPIPE", "noReset"),
        (Ledger, "-DSHUTDOWN -DSENDS=1 -DSHUT_RD_IN_TCP", "noReset"),
        (Ledger, "-DKILL -DSENDS=1 -DNO_EXCUSE", "noReset"),
        (Ledger, "-DCOUNT_AS_RECEIVED", "rightVerdict"),
        (Ledger, "-DIDLE -DWAIT_FOR_END", InvalidEnd),
        (Ledger, "-DIDLE -DEND_AFTER_DRAIN", InvalidEnd),
        (Lane, "-DNO_GATE", Misplaced),
        (Lane, "-DLANE_FIRST", "received==first[taken]+1"),
        (Lane, "-DNO_TAKE_BACK", Misplaced),
        (Lane, "-DKILL -DNO_DROP_UNFINISHED", Misplaced),
        (Lane, "-DNO_DROP", "held[1]==0&&held[2]==0"),
        (Lane, "-DNO_WAIT", "held[1]==0&&held[2]==0"),
        (Lane, "-DKILL -DNO_CLAIM", "!released[had]"),
        (Frames, "-DLOOK_BEFORE_MARK", InvalidEnd),
        (Frames, "-DANSWER_FIRST", InvalidEnd),
        (Frames, "-DNO_ANSWERED -DWINDOW=2", "nothingUnread"),
        (Frames, "-DLEAVE_MARKS", "nothingUnread"),
        (Frames, "-DTWO -DNO_LOCK", "inWindow"),
        (Frames, "-DKILL -DNO_END", InvalidEnd),
        (Datagrams, "-DANY_ORDER -DPLACES=2", "inOrder"),
        (Datagrams, "-DTRUST_NEXT -DPLACES=2", "inOrder"),
        (Datagrams, "-DFAIL -DPLACES=3 -DTRUST_COUNT", "inOrder"),
        (Datagrams, "-DLOOK_BEFORE_MARK", InvalidEnd),
        (Datagrams, "-DASK_FIRST", InvalidEnd),
        (Datagrams, "-DNO_SWAP", "bounded"),
        (Datagrams, "-DKILL -DNO_RECOUNT", InvalidEnd),
        (Datagrams, "-DKILL -DHASTY", "bounded"),
    ];

    [TestCaseSource(nameof(RightCases))]
    public void Holds(string model, string flags)
    {
        using var search = new ModelSearch(model, flags);
        TestContext.Out.WriteLine($"{search.States} states");
        Assert.That(search.Failure, Is.Null, search.Story);
        Assert.That(search.IsComplete, search.Report);
        Assert.That(search.States, Is.GreaterThan(10));
    }

    [TestCaseSource(nameof(WrongCases))]
    public void Fails(string model, string flags, string failure)
    {
        using var search = new ModelSearch(model, flags);
        Assert.That(search.Failure, Is.EqualTo(failure), search.Report);
    }

    /// <summary>Not just some failure, but the one that the letter of 2002 tells of.</summary>
    [Test]
    public void The_race_of_2002_is_seen()
    {
        using var wake = new ModelSearch(Events, "");
        Assert.That(wake.Story(), Does.Match(@"takes client (\d) from the queue and signals(?s:.*)client (?!\1)\d is woken by the signal for client \1"));
        using var stall = new ModelSearch(Events, "-DSTALL");
        Assert.That(stall.Story(), Does.Match(@"client (\d) is woken by the signal for client (?!\1)(\d)(?s:.*)client \2 fails after ten seconds, accepted: 1"));
    }

    /// <summary>A flag that no case sets proves nothing; one that the README doesn't explain is a riddle.</summary>
    [Test]
    public void Every_flag_is_used_and_explained()
    {
        string readme = SourceTree.Read("model/README.md");
        string[] used = [.. Right.Select(one => one.Flags).Concat(Wrong.Select(one => one.Flags)).SelectMany(FlagsIn).Distinct()];
        string[] known =
        [
            .. from file in SourceTree.Files("model", ".pml")
               from Match line in Regex.Matches(SourceTree.Read(file), @"^#(?:if|ifdef|ifndef)\b.*$", RegexOptions.Multiline)
               from Match name in Regex.Matches(line.Value, @"\b[A-Z][A-Z_]+\b")
               select name.Value,
        ];
        string[] sizes = ["BOOKS", "CAPACITY"]; // made of others, or never changed
        Assert.That(known.Except(used).Except(sizes), Is.Empty);
        Assert.That(used.Except(known).Except(["N"]), Is.Empty);
        Assert.That(used.Where(flag => !Regex.IsMatch(readme, $@"\b(?:D)?{flag}\b")), Is.Empty);
    }

    private static IEnumerable<string> FlagsIn(string flags) => Regex.Matches(flags, @"-D(\w+)").Select(match => match.Groups[1].Value);

    private static IEnumerable<TestCaseData> RightCases() => Right.Select(one => new TestCaseData(one.Model, one.Flags).SetName(NameOf(one.Model, "holds", one.Flags)));

    private static IEnumerable<TestCaseData> WrongCases() =>
        Wrong.Select(one => new TestCaseData(one.Model, one.Flags, one.Failure).SetName(NameOf(one.Model, "fails", one.Flags)));

    private static string NameOf(string model, string verb, string flags) =>
        string.Join(' ', new[] { "model", Path.GetFileNameWithoutExtension(model), verb, flags.Replace("-D", "", StringComparison.Ordinal) }).TrimEnd();
}
