using System.Collections.Generic;
using System.Linq;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Examples;

/// <summary>Conversations through examples/chat-server and chat-client, all as processes of their own.</summary>
[TestFixtureSource(typeof(ExampleCompiler), nameof(ExampleCompiler.Systems))]
internal sealed class ChatTests(object system)
{
    private const string Path = "s";

    /// <summary>Less than the server's queue for a client takes, but far more than is under way without it on Linux.</summary>
    private static readonly string[] LongTalk = [.. Enumerable.Range(0, 600).Select(i => $"{i} {new string((char)('a' + (i % 26)), 1000)}")];

    private readonly List<ExampleProcess> _processes = [];
    private ScratchFolder _folder = null!;
    private ExampleProcess _server = null!;

    [SetUp]
    public void Open()
    {
        _folder = new ScratchFolder();
        _server = Start("chat-server", Path);
        _server.Expect($"listening on {Path}");
    }

    [TearDown]
    public void Close()
    {
        _processes.ForEach(process => process.Dispose());
        _processes.Clear();
        _folder.Dispose();
    }

    [Test]
    public void Everybody_hears_what_the_others_say()
    {
        ExampleProcess ann = Enter("ann"), bob = Enter("bob", ann), cid = Enter("cid", ann, bob);

        ann.Say("good morning");
        Expect("ann: good morning", bob, cid);
        bob.Say("Grüße");
        Expect("bob: Grüße", ann, cid); // so ann has not heard herself
        cid.Say("\u001b[2J");
        Expect("cid:  [2J", ann, bob); // what would clear their screens
        bob.Say("one");
        bob.Say("two");
        Expect("bob: one", ann, cid);
        Expect("bob: two", ann, cid);

        cid.EndInput();
        cid.ExpectEnd();
        Expect("* cid has left", ann, bob);
        _server.PressCtrlC();
        _server.ExpectEnd();
        Assert.That(_folder.Has(Path), Is.False);
        ann.ExpectEnd();
        bob.ExpectEnd();
    }

    [Test]
    public void One_that_is_killed_leaves_the_others_in_peace()
    {
        ExampleProcess ann = Enter("ann"), bob = Enter("bob", ann), cid = Enter("cid", ann, bob);

        bob.Say("I");
        Expect("bob: I", ann, cid);
        bob.Kill();
        Expect("* bob has left", ann, cid);
        ann.Say("where is bob?");
        cid.Expect("ann: where is bob?");

        Enter("bob", ann, cid).Say("here again");
        Expect("bob: here again", ann, cid);
    }

    [Test]
    public void One_without_a_name_is_not_noticed()
    {
        ExampleProcess ann = Enter("ann");
        ExampleProcess nobody = Start("echo-client", Path, "no end of line, so no name");
        nobody.Expect("");
        nobody.ExpectEnd();

        Enter("bob", ann);
    }

    [Test]
    public void A_slow_reader_misses_nothing_and_holds_up_nobody()
    {
        ExampleProcess ann = Enter("ann"), bob = Enter("bob", ann);
        ExampleProcess slow = Start("chat-client", Path, "slow");
        Expect("* slow is here", ann, bob);

        foreach (string line in LongTalk)
        {
            ann.Say(line);
        }

        string[] heard = [.. LongTalk.Select(line => $"ann: {line}")];
        bob.Expect(heard);
        bob.Say("yes");
        ann.Expect("bob: yes");

        // It reads on, and stops again: there is room for some of the queue, not for all.
        const int Some = 200;
        slow.ExpectNoFurtherThan(heard.Take(Some).Prepend("* slow is here"));
        bob.Say("well");
        ann.Expect("bob: well");
        slow.Expect([.. heard.Skip(Some), "bob: yes", "bob: well"]);
        slow.Say("I see");
        Expect("slow: I see", ann, bob);
    }

    [Test]
    public void Who_never_reads_is_cut_off()
    {
        ExampleProcess ann = Enter("ann"), bob = Enter("bob", ann);
        ExampleProcess slow = Start("chat-client", Path, "slow");
        Expect("* slow is here", ann, bob);

        const int MostRounds = 200; // far more than any system keeps for a reader
        int rounds = 0;
        bool hasLeft = false;
        while (!hasLeft)
        {
            Assert.That(++rounds, Is.LessThan(MostRounds), "nobody was cut off");
            hasLeft = Talk(ann, bob);
        }

        bob.Say("peace");
        ann.Expect("* slow has left", "bob: peace");

        // It has got the beginning, every line in its place; the last one may be cut.
        slow.Expect("* slow is here");
        List<string> got = [];
        while (slow.NextLine() is { } line)
        {
            got.Add(line);
        }

        Assert.That(got, Has.Count.GreaterThan(LongTalk.Length / 10));
        Assert.That(got.SkipLast(1), Is.EqualTo(Enumerable.Range(0, got.Count - 1).Select(i => $"ann: {LongTalk[i % LongTalk.Length]}")));
        slow.ExpectEnd();
    }

    /// <summary>The long talk once more; bob hears all of it before it goes on. True when the slow one has left meanwhile.</summary>
    private static bool Talk(ExampleProcess ann, ExampleProcess bob)
    {
        bool hasLeft = false;
        foreach (string line in LongTalk)
        {
            ann.Say(line);
        }

        foreach (string line in LongTalk)
        {
            string? heard = bob.NextLine();
            if (heard == "* slow has left" && !hasLeft)
            {
                hasLeft = true;
                heard = bob.NextLine();
            }

            Assert.That(heard, Is.EqualTo($"ann: {line}"));
        }

        return hasLeft;
    }

    private ExampleProcess Enter(string name, params ExampleProcess[] others)
    {
        ExampleProcess client = Start("chat-client", Path, name);
        Expect($"* {name} is here", [client, .. others]);
        return client;
    }

    private static void Expect(string line, params ExampleProcess[] clients)
    {
        foreach (ExampleProcess client in clients)
        {
            client.Expect(line);
        }
    }

    private ExampleProcess Start(string program, params string[] arguments)
    {
        var process = new ExampleProcess((NativeSystem)system, _folder.Path, program, arguments);
        _processes.Add(process);
        return process;
    }
}
