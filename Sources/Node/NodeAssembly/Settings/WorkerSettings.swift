package import Configuration
import Foundation
package import StageRuntime

/// The settings of the workers of every stage.
package struct WorkerSettings: SettingsGroup {
    @Setting(
        .automaticInteger(
            "worker.threads",
            unit: "threads",
            in: 1...64,
            "Workers of each stage; more than there are partitions stay idle; auto: 1, of a chain 2."
        )
    )
    package var threads: Int?

    @Setting(
        .bool(
            "worker.chain",
            default: true,
            "Whether the stages of one process share threads and transactions on the embedded log; on Kafka they never do."
        )
    )
    package var runsChain: Bool

    @Setting(
        .text(
            "worker.name",
            default: "",
            "Unique name of this process on one Kafka; stable across restarts; empty: the host's name."
        )
    )
    package var name: String

    @Setting(
        .automaticDuration(
            "worker.commit-interval",
            in: .zero...(.seconds(60)),
            "Least time between two commits of a worker; 0ms: no least time; auto: 20ms, on Kafka 150ms."
        )
    )
    package var commitInterval: Duration?

    @Setting(
        .automaticInteger(
            "worker.commit-records",
            unit: "records",
            in: 1...1_000_000,
            "Records after which a worker commits in any case; auto: 10000, on Kafka 20000."
        )
    )
    package var commitRecords: Int?

    package static var settings: [SettingPlace<WorkerSettings>] {
        [.init(\.$threads), .init(\.$runsChain), .init(\.$name), .init(\.$commitInterval), .init(\.$commitRecords)]
    }

    package init() {}

    /// How many workers there are: what the settings say, else one.
    ///
    /// A chain has two, since all of its stages share them: while one decides, the other's commit is compressed and
    /// written.
    package func threads(ofChain isChain: Bool) -> Int {
        threads ?? (isChain ? 2 : 1)
    }

    /// When workers commit: what the settings say, else what suits the engine.
    ///
    /// A commit on Kafka costs 40 to 200 ms of waiting whatever its size, one of the embedded log one write to disk.
    package func commits(isEmbedded: Bool) -> CommitSettings {
        let interval = commitInterval ?? .milliseconds(isEmbedded ? 20 : 150)
        return CommitSettings(
            intervalMilliseconds: Int(interval / .milliseconds(1)),
            maxRecords: commitRecords ?? (isEmbedded ? 10_000 : 20_000),
            // librdkafka has a copy of what is committed, until it is.
            maxBytes: isEmbedded ? 16 << 20 : 5 << 20
        )
    }

    /// The name of workers, by default the host's; nil on the embedded log, whose members are all in this process.
    ///
    /// - Throws: `SettingFault` for characters that ids do not allow.
    package func memberName(isEmbedded: Bool) throws(SettingFault) -> String? {
        let name = try ProcessName.check($name)
        guard !isEmbedded else { return nil }
        return name.isEmpty ? ProcessName.ofHost(ProcessInfo.processInfo.hostName) : name
    }
}
