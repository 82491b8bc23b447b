package import Configuration
import EventModel

/// The bounds of a spool, and how it is emptied.
package struct SpoolSettings: SettingsGroup, Equatable {
    /// The treatment of alerts while the spool fills up.
    package enum WhenFull: String, CaseIterable, Sendable {
        /// All alerts are refused once it is full.
        case refuse
        /// The least urgent alerts are dropped before.
        case dropLowest = "drop-lowest"
    }

    @Setting(
        .path(
            "bridge.spool.folder",
            default: "",
            "Folder of the spool, which stores alerts until Kafka has them; empty: spool in log.folder."
        )
    )
    package var folder: String

    /// At the bound HTTP answers 503 and files wait.
    @Setting(
        .byteSize(
            "bridge.spool.maximum-bytes",
            in: (16 << 20)...(1 << 40),
            default: 4 << 30,
            "Stored bytes of the spool above which alerts are refused with 503; each refusal is in the ledger."
        )
    )
    package var maximumBytes: Int

    /// From 80 % of ``maximumBytes`` on alerts below Notice are dropped, from 85 % Notice, from 90 % Warning, from 95 %
    /// Error; each is counted, and answered as kept.
    @Setting(
        .choice(
            "bridge.spool.when-full",
            default: .refuse,
            "refuse: 503 once it is full; drop-lowest: from 80 % on alerts are dropped and counted, the lowest first."
        )
    )
    package var whenFull: WhenFull

    @Setting(
        .byteSize(
            "bridge.spool.reserved-bytes",
            in: 0...(1 << 40),
            default: 256 << 20,
            "Bytes that the spool leaves free on its disk; below them alerts are refused with 503."
        )
    )
    package var reservedBytes: Int

    /// Bytes of records after which a transaction of the forwarder is committed even if more is waiting.
    package var transactionBytes = 4 << 20

    /// How long forwarded records stay in the spool, in milliseconds by their receipt time.
    ///
    /// As long as the window for duplicates: after a restart it is filled from here, whether or not the log answers.
    package var keptMilliseconds: Int64 = 60_000

    /// Stored bytes above which forwarded records are removed at once; never more than a quarter of the bound.
    package var keptBytes = 64 << 20

    /// Time between two questions what the log takes in one record; a refusal asks at once.
    package var limitsInterval: Duration = .seconds(60)

    /// How long to wait before the log is asked again after it refused or did not answer.
    package var retryPause: Duration = .milliseconds(250)

    /// The least urgent priority that is kept while that many bytes wait; nil keeps all.
    func leastKept(storedBytes: Int) -> Priority? {
        guard whenFull == .dropLowest else { return nil }
        switch storedBytes / (maximumBytes / 100) {
        case ..<80: return nil
        case ..<85: return .notice
        case ..<90: return .warning
        case ..<95: return .error
        default: return .critical
        }
    }

    package static var settings: [SettingPlace<SpoolSettings>] {
        [.init(\.$folder), .init(\.$maximumBytes), .init(\.$reservedBytes), .init(\.$whenFull)]
    }

    package init() {}
}
