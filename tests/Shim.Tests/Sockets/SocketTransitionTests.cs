using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>The picture at the top of UnixSocket, as a table.</summary>
[TestFixture]
internal sealed class SocketTransitionTests
{
    private static readonly Dictionary<SocketState, SocketState[]> Picture = new()
    {
        [SocketState.Created] = [SocketState.Bound, SocketState.Connecting, SocketState.Connected],
        [SocketState.Bound] = [SocketState.Listening, SocketState.Connecting],
        [SocketState.Listening] = [],
        [SocketState.Connecting] = [SocketState.Created, SocketState.Bound, SocketState.Connected],
        [SocketState.Connected] = [],
        [SocketState.Closed] = [SocketState.Created],
    };

    [Test]
    public void One_state_follows_another_as_in_the_picture([Values] SocketState from, [Values] SocketState to)
    {
        bool expected = Picture[from].Contains(to) || (to == SocketState.Closed && from != SocketState.Closed);
        Assert.That(from.MayBecome(to), Is.EqualTo(expected));
    }

    [Test]
    public void Every_state_can_be_reached_and_left()
    {
        SocketState[] all = Enum.GetValues<SocketState>();
        Assert.That(all.Where(state => !all.Any(from => from != state && from.MayBecome(state))), Is.Empty);
        Assert.That(all.Where(state => !all.Any(to => to != state && state.MayBecome(to))), Is.Empty);
    }

    [Test]
    public void The_picture_shows_every_state()
    {
        string essay = SourceTree.Read("src/Shim/Sockets/UnixSocket.cs").Split("</summary>")[0];
        Assert.That(Enum.GetNames<SocketState>().Where(name => !essay.Contains(name, StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>Become() asserts the table, so nothing may go round it.</summary>
    [Test]
    public void Only_Become_changes_the_state()
    {
        IEnumerable<string> writes = from file in SourceTree.Files("src/Shim/Sockets", ".cs")
                                     from line in SourceTree.Lines(file)
                                     where Regex.IsMatch(line, @"\b_state\s*=(?!=)")
                                     select line.Trim();
        Assert.That(writes, Is.EqualTo(new[] { "_state = next;" }));
    }
}
