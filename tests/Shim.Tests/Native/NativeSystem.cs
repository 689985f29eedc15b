namespace AfUnix.Tests.Native;

/// <summary>Whose sockets the C cases talk to: the kernel's own, which say what is right, or afunix.dll's.</summary>
internal enum NativeSystem
{
    Linux,
    Windows,
}
