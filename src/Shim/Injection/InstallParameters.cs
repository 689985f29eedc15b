namespace AfUnix.Injection;

/// <summary>What a process is to do about itself, and about its own children.</summary>
[Flags]
internal enum InstallFlags : uint
{
    None = 0,

    /// <summary>Tell on standard error what was replaced and where.</summary>
    Verbose = 1,

    /// <summary>Leave child processes alone.</summary>
    NoChildren = 2,
}

/// <summary>How an installation ended. The last two are written down elsewhere: by entry.c, and by the code in <see cref="InjectionBlock"/>.</summary>
internal enum InstallStatus
{
    Installed = 0,
    Failed = 1,
    NotLoaded = 2,
    Refused = -1,
}

/// <summary>What afunix_install is called with.</summary>
internal unsafe struct InstallParameters
{
    public const int MaxFailure = 200;

    public InstallFlags Flags;

    /// <summary>A section's handle in the process: what its SOCKETs are that it has inherited. 0: none.</summary>
    public nint Heritage;

    /// <summary>Out: what failed; ends with a zero.</summary>
    public fixed char Failure[MaxFailure];

    public void SetFailure(string text)
    {
        for (int i = 0; i < MaxFailure; i++)
        {
            Failure[i] = i < text.Length && i < MaxFailure - 1 ? text[i] : '\0';
        }
    }

    public string GetFailure()
    {
        fixed (char* text = Failure)
        {
            var all = new ReadOnlySpan<char>(text, MaxFailure);
            int length = all.IndexOf('\0');
            return new string(length < 0 ? all : all[..length]);
        }
    }
}
