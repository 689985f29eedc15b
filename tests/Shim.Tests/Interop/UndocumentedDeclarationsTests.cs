using System.Runtime.CompilerServices;
using AfUnix.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Interop;

/// <summary>What is declared by hand has no header to be held against; these are the numbers that are public knowledge.</summary>
[TestFixture]
internal sealed unsafe class UndocumentedDeclarationsTests
{
    [Test]
    public void A_poll_of_one_socket_has_32_bytes_for_the_driver()
    {
        var poll = default(AFD_POLL_INFO);
        byte* start = (byte*)&poll;
        Assert.Multiple(() =>
        {
            Assert.That(Unsafe.SizeOf<AFD_POLL_INFO>(), Is.EqualTo(32));
            Assert.That(Unsafe.SizeOf<AFD_POLL_HANDLE_INFO>(), Is.EqualTo(16));
        });
        Assert.That((byte*)&poll.NumberOfHandles - start, Is.EqualTo(8));
        Assert.That((byte*)&poll.Exclusive - start, Is.EqualTo(12));
        Assert.That((byte*)&poll.Handles.Handle - start, Is.EqualTo(16));
        Assert.That((byte*)&poll.Handles.Events - start, Is.EqualTo(24));
        Assert.That((byte*)&poll.Handles.Status - start, Is.EqualTo(28));
    }

    /// <summary>The control code is made as AFD makes all of its own: device 0x12, function 9, buffered.</summary>
    [Test]
    public void The_poll_is_function_9_of_the_network_device()
    {
        Assert.That(Afd.IOCTL_AFD_POLL, Is.EqualTo((0x12 << 12) | (9 << 2)));
    }

    [Test]
    public void A_file_tells_four_times_two_sizes_and_its_attributes()
    {
        Assert.That(Unsafe.SizeOf<FILE_NETWORK_OPEN_INFORMATION>(), Is.EqualTo(56));
    }

    [Test]
    public void A_handle_has_two_flags()
    {
        Assert.That(Unsafe.SizeOf<OBJECT_HANDLE_FLAG_INFORMATION>(), Is.EqualTo(2));
        Assert.That(Ntdll.ObjectHandleFlagInformation, Is.EqualTo(4));
    }

    [Test]
    public void A_semaphore_tells_two_numbers()
    {
        Assert.That(Unsafe.SizeOf<SEMAPHORE_BASIC_INFORMATION>(), Is.EqualTo(8));
    }

    [Test]
    public void A_pipe_tells_ten_numbers()
    {
        Assert.That(Unsafe.SizeOf<FILE_PIPE_LOCAL_INFORMATION>(), Is.EqualTo(40));
    }
}
