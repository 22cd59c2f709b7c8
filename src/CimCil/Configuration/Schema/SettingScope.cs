namespace CimCil.Configuration.Schema;

/// <summary>Which settings are written.</summary>
internal enum SettingScope
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those that decide a run's numbers: all but the operational ones (<see cref="OperationalAttribute"/>).</summary>
    Deciding,
}
