using System.Runtime.InteropServices;

// Every DLL named in Generated/ is Windows' own: never one that lies beside the program.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
