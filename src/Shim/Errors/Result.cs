namespace AfUnix.Errors;

/// <summary>
/// What a call gives back: a number that is not negative (a count, a descriptor, a set of flags), or an <see cref="Errno"/>.
/// Expected failures travel this way; an exception means a bug.
/// </summary>
public readonly struct Result
{
    private readonly long _value;

    private Result(long value) => _value = value;

    public static Result Ok => new(0);

    public bool Failed => _value < 0;

    /// <summary>The number; only of a result that has not <see cref="Failed"/>.</summary>
    public long Value => _value;

    /// <summary>The error, or <see cref="Errno.None"/>.</summary>
    public Errno Error => _value < 0 ? (Errno)(-_value) : Errno.None;

    public static implicit operator Result(Errno error) => new(-(long)error);

    public static implicit operator Result(int value) => new(value);

    public static implicit operator Result(long value) => new(value);

    public override string ToString() => Failed ? Error.ToString() : _value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
