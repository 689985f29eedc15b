using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// Who may open what. The socket file, the tokens and the books all get their security descriptor here, at creation, with the owner written
/// out: a default owner can be a group, and an object proves something only through its owner.
/// </summary>
internal static unsafe class ObjectGuard
{
    /// <summary>Bits of a mode that let others connect. Connecting means reading the file, so its write bits decide, as on Linux.</summary>
    private const int GroupBit = 0x10; // 0020
    private const int OthersBit = 0x02; // 0002

    private const string FileReadRights = "FR";

    /// <summary>READ_CONTROL | SEMAPHORE_QUERY_STATE: to see that a listener is there, and never to pretend it.</summary>
    private const string LookRights = "0x20001";

    /// <summary>READ_CONTROL | SYNCHRONIZE | SEMAPHORE_MODIFY_STATE | SEMAPHORE_QUERY_STATE.</summary>
    private const string ChangeRights = "0x120003";

    /// <summary>READ_CONTROL | SECTION_QUERY | SECTION_MAP_WRITE | SECTION_MAP_READ.</summary>
    private const string BookRights = "0x20007";

    /// <summary>READ_CONTROL | SECTION_QUERY | SECTION_MAP_READ.</summary>
    private const string BoardRights = "0x20005";

    private static readonly Lock s_lock = new();
    private static Sid s_self;
    private static Sid s_group;

    // The descriptors of the last peer met; nearly every program only ever meets its own user.
    private static Sid s_peer;
    private static nint s_peerToken;
    private static nint s_peerBook;

    /// <summary>The user that this process runs as.</summary>
    public static Sid Self
    {
        get
        {
            LoadToken();
            return s_self;
        }
    }

    /// <summary>True when a client that runs as <paramref name="owner"/> may use a socket of this mode, created by this user.</summary>
    public static bool Admits(int mode, in Sid owner) =>
        !owner.IsNone && ((mode & OthersBit) != 0 || owner.Equals(Self) || ((mode & GroupBit) != 0 && SharesGroup(owner)));

    /// <summary>A descriptor for a new socket file; to be freed with <see cref="Free"/>.</summary>
    public static nint ForFile(int mode) => Build("FA", FileReadRights, mode);

    /// <summary>A descriptor for a server token: it follows the file's.</summary>
    public static nint ForServerToken(int mode) => Build("GA", LookRights, mode);

    /// <summary>A descriptor for a board: whoever may connect may read it.</summary>
    public static nint ForBoard(int mode) => Build("GA", BoardRights, mode);

    /// <summary>The descriptors of a backlog's memory and of its semaphore: whoever may connect may take a place in it.</summary>
    public static nint ForBacklog(int mode, out nint signal)
    {
        signal = Build("GA", ChangeRights, mode);
        return Build("GA", BookRights, mode);
    }

    /// <summary>The descriptors of a client's token and book, which only this user and the listener's may open. Kept; never freed by the caller.</summary>
    public static void ForClientObjects(in Sid listener, out nint token, out nint book)
    {
        lock (s_lock)
        {
            if (s_peerToken == 0 || !s_peer.Equals(listener))
            {
                // The old pair is left alone: another thread may be creating an object with it. Peers that alternate between users are rare.
                s_peerToken = BuildFor(listener, ChangeRights);
                s_peerBook = BuildFor(listener, BookRights);
                s_peer = listener;
            }

            token = s_peerToken;
            book = s_peerBook;
        }
    }

    public static void Free(nint descriptor) => Kernel32.LocalFree(descriptor);

    /// <summary>The owner of an open object, or none when it can't be read.</summary>
    public static Sid OwnerOf(nint handle)
    {
        const int Size = 256; // an owner-only descriptor: a header and one SID
        byte* descriptor = stackalloc byte[Size];
        uint needed;
        void* owner;
        int defaulted;
        return Advapi32.GetKernelObjectSecurity(handle, Win.OWNER_SECURITY_INFORMATION, descriptor, Size, &needed) != 0
            && Advapi32.GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) != 0
            ? Sid.FromPointer(owner)
            : default;
    }

    /// <summary>
    /// What the access rights of an open socket file amount to: the mode that <see cref="ForFile"/> would have been given. Whoever may read may
    /// connect, so each of these has both bits; somebody who is neither the owner nor everybody counts as the group. The system and
    /// its administrators may do anything anyway, like Linux' root, and count for nothing.
    /// </summary>
    public static int ModeOf(nint file)
    {
        const int OwnerBits = 0x180, GroupBits = 0x30, OthersBits = 0x06; // 0600, 0060, 0006
        const uint Wanted = Win.OWNER_SECURITY_INFORMATION | Win.DACL_SECURITY_INFORMATION;
        const string EveryoneSid = "S-1-1-0", System = "S-1-5-18", Administrators = "S-1-5-32-544";
        const int Size = 4096;
        byte* descriptor = stackalloc byte[Size];
        uint needed;
        int present, defaulted;
        void* owner;
        ACL* acl;
        if (Advapi32.GetKernelObjectSecurity(file, Wanted, descriptor, Size, &needed) == 0
            || Advapi32.GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) == 0
            || Advapi32.GetSecurityDescriptorDacl(descriptor, &present, &acl, &defaulted) == 0)
        {
            return OwnerBits;
        }

        int mode = OwnerBits | (present == 0 || acl == null ? GroupBits | OthersBits : 0);
        for (uint i = 0; present != 0 && acl != null && i < acl->AceCount; i++)
        {
            void* entry;
            if (Advapi32.GetAce(acl, i, &entry) != 0 && LetsRead((ACCESS_ALLOWED_ACE*)entry))
            {
                Sid who = Sid.FromPointer(&((ACCESS_ALLOWED_ACE*)entry)->SidStart);
                mode |= who.Equals(Sid.FromPointer(owner)) ? 0 : who.ToSddl() switch
                {
                    System or Administrators => 0,
                    EveryoneSid => GroupBits | OthersBits,
                    _ => GroupBits,
                };
            }
        }

        return mode;
    }

    private static string Everyone => "WD";

    private static bool LetsRead(ACCESS_ALLOWED_ACE* entry)
    {
        const uint Reading = Win.FILE_READ_DATA | Win.GENERIC_READ | Win.GENERIC_ALL;
        return entry->Header.AceType == Win.ACCESS_ALLOWED_ACE_TYPE && (entry->Header.AceFlags & Win.INHERIT_ONLY_ACE) == 0 && (entry->Mask & Reading) != 0;
    }

    private static nint Build(string ownRights, string othersRights, int mode)
    {
        LoadToken();
        string self = s_self.ToSddl();
        string sddl = $"O:{self}D:P(A;;{ownRights};;;{self})";
        if ((mode & GroupBit) != 0 && !s_group.IsNone)
        {
            sddl += $"(A;;{othersRights};;;{s_group.ToSddl()})";
        }

        if ((mode & OthersBit) != 0)
        {
            sddl += $"(A;;{othersRights};;;{Everyone})";
        }

        return FromSddl(sddl);
    }

    private static nint BuildFor(in Sid other, string rights)
    {
        LoadToken();
        string self = s_self.ToSddl();
        string sddl = $"O:{self}D:P(A;;GA;;;{self})";
        return FromSddl(other.Equals(s_self) || other.IsNone ? sddl : sddl + $"(A;;{rights};;;{other.ToSddl()})");
    }

    private static nint FromSddl(string sddl)
    {
        const uint SddlRevision = 1;
        fixed (char* text = sddl)
        {
            void* descriptor;
            return Advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SddlRevision, &descriptor, null) != 0 ? (nint)descriptor : 0;
        }
    }

    /// <summary>Whether a user is let in by an entry for our primary group: the system works out the membership.</summary>
    private static bool SharesGroup(in Sid user)
    {
        nint descriptor = ForFile(GroupBit);
        if (descriptor == 0)
        {
            return false;
        }

        int present, defaulted;
        ACL* acl;
        uint rights = 0;
        fixed (byte* sid = user.AsSpan())
        {
            var trustee = new TRUSTEE_W { TrusteeForm = TRUSTEE_FORM.TRUSTEE_IS_SID, TrusteeType = TRUSTEE_TYPE.TRUSTEE_IS_USER, ptstrName = (char*)sid };
            if (Advapi32.GetSecurityDescriptorDacl((void*)descriptor, &present, &acl, &defaulted) == 0
                || Advapi32.GetEffectiveRightsFromAclW(acl, &trustee, &rights) != 0)
            {
                rights = 0;
            }
        }

        Free(descriptor);
        return (rights & Win.FILE_READ_DATA) != 0;
    }

    /// <summary>The user that a process runs as; none when it may not be asked.</summary>
    public static Sid UserOf(nint process)
    {
        nint token;
        if (Advapi32.OpenProcessToken(process, Win.TOKEN_QUERY, &token) == 0)
        {
            return default;
        }

        Sid user = ReadSid(token, TOKEN_INFORMATION_CLASS.TokenUser);
        Kernel32.CloseHandle(token);
        return user;
    }

    private static void LoadToken()
    {
        if (!s_self.IsNone)
        {
            return;
        }

        nint token;
        if (Advapi32.OpenProcessToken(Kernel32.GetCurrentProcess(), Win.TOKEN_QUERY, &token) == 0)
        {
            return;
        }

        lock (s_lock)
        {
            s_group = ReadSid(token, TOKEN_INFORMATION_CLASS.TokenPrimaryGroup);
            s_self = ReadSid(token, TOKEN_INFORMATION_CLASS.TokenUser);
        }

        Kernel32.CloseHandle(token);
    }

    /// <summary>TOKEN_USER and TOKEN_PRIMARY_GROUP both begin with the pointer to their SID.</summary>
    private static Sid ReadSid(nint token, TOKEN_INFORMATION_CLASS what)
    {
        const int Size = 256;
        byte* buffer = stackalloc byte[Size];
        uint needed;
        return Advapi32.GetTokenInformation(token, what, buffer, Size, &needed) != 0 ? Sid.FromPointer(*(void**)buffer) : default;
    }
}
