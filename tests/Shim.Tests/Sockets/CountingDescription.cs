using System;
using System.Threading;
using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Tests.Sockets;

/// <summary>A description with no socket behind it, which counts what becomes of it.</summary>
internal sealed unsafe class CountingDescription : SocketDescription
{
    private int _closes;

    public CountingDescription() => Open();

    public int Closes => Volatile.Read(ref _closes);

    public int Recycles { get; private set; }

    /// <summary>Descriptors but the first.</summary>
    public int Duplicates { get; private set; }

    public Errno ClosingSays { get; set; }

    public override bool IsReadShut => false;

    public override bool IsWriteOver => false;

    public override int Family => UnixAddress.Family;

    public override Result Bind(byte* address, int length) => throw new NotSupportedException();

    public override Result Listen(int backlog) => throw new NotSupportedException();

    public override Errno Accept(out SocketDescription? accepted) => throw new NotSupportedException();

    public override void Unaccept(SocketDescription accepted) => throw new NotSupportedException();

    public override Result Connect(byte* address, int length) => throw new NotSupportedException();

    public override Result Shutdown(int how) => throw new NotSupportedException();

    public override Result Send(ref Message message, int flags) => throw new NotSupportedException();

    public override Result Receive(ref Message message, int flags) => throw new NotSupportedException();

    public override Errno GetName(byte* address, int* length) => throw new NotSupportedException();

    public override Errno GetPeerName(byte* address, int* length) => throw new NotSupportedException();

    public override Errno GetOption(int level, int name, byte* value, int* length) => throw new NotSupportedException();

    public override Errno SetOption(int level, int name, byte* value, int length) => throw new NotSupportedException();

    public override Result BytesToRead() => throw new NotSupportedException();

    public override Result IsAtMark() => throw new NotSupportedException();

    public override short PreparePoll(short asked, out uint events, out bool again) => throw new NotSupportedException();

    public override short AnswerPoll(short asked, uint happened) => throw new NotSupportedException();

    public override Errno Pack(Parcel* parcel, HandleCourier courier) => throw new NotSupportedException();

    public override void TakeBack() => throw new NotSupportedException();

    protected override void PrepareCarrier() => throw new NotSupportedException();

    protected override void OnDuplicated() => Duplicates++;

    protected override void OnDuplicateClosed() => Duplicates--;

    protected override Errno CloseLast()
    {
        Interlocked.Increment(ref _closes);
        return ClosingSays;
    }

    protected override void Recycle() => Recycles++;
}
