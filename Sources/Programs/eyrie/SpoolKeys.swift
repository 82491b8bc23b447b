import Configuration
import FalcoBridge
import NodeAssembly

/// The settings of the spool in front of a log on Kafka.
enum SpoolKeys {
    static let folder = ConfigurationKey<String>.path(
        "bridge.spool.folder",
        default: "",
        "Folder of the spool that keeps alerts until Kafka has them; empty is spool in log.folder."
    )
    static let maximumBytes = ConfigurationKey<Int>.byteSize(
        "bridge.spool.maximum-bytes",
        in: (16 << 20)...(1 << 40),
        default: 4 << 30,
        "Stored bytes of the spool above which alerts are refused with 503; each refusal is in the ledger."
    )
    static let reservedBytes = ConfigurationKey<Int>.byteSize(
        "bridge.spool.reserved-bytes",
        in: 0...(1 << 40),
        default: 256 << 20,
        "Bytes that the spool leaves free on its disk; below them alerts are refused with 503."
    )
    /// What becomes of alerts while the spool fills up.
    enum WhenFull: String, CaseIterable, Sendable {
        /// Everything is refused once it is full.
        case refuse
        /// What matters least is left out before.
        case dropLowest = "drop-lowest"
    }

    static let whenFull = ConfigurationKey<WhenFull>.choice(
        "bridge.spool.when-full",
        default: .refuse,
        "refuse: 503 once it is full; drop-lowest: from 80 % on priorities are left out, the lowest first, and counted."
    )

    static let declarations = [
        folder.declaration, maximumBytes.declaration, reservedBytes.declaration, whenFull.declaration,
    ]

    /// Puts the spool where the settings say.
    static func apply(_ configuration: EffectiveConfiguration, to settings: inout NodeSettings) {
        let named = configuration[folder]
        settings.spoolFolder = named.isEmpty ? "\(configuration[EyrieSettings.folder])/spool" : named
        settings.spool.maximumBytes = configuration[maximumBytes]
        settings.spool.reservedBytes = configuration[reservedBytes]
        settings.spool.dropsLowest = configuration[whenFull] == .dropLowest
    }
}
