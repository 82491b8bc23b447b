import Configuration
import Foundation
import KafkaLog
import Telemetry

/// Every setting of `eyrie`, with type, unit, range and default; `eyrie config print` shows them all.
///
/// Nothing here changes what stages decide (DESIGN.md rule 1): that is done by control records.
enum EyrieSettings {
    /// The environment variable that names the file of settings.
    static let fileVariable = "EYRIE_CONFIG"

    static let address = ConfigurationKey<String>.text(
        "log.address",
        default: "",
        "Where the log is: kafka://HOST:PORT[,HOST:PORT...]; empty is the embedded log in log.folder."
    )
    static let folder = ConfigurationKey<String>.path(
        "log.folder",
        default: "eyrie-data",
        "Folder of the embedded log; made by `eyrie up` when it is not there."
    )
    static let partitions = ConfigurationKey<Int>.integer(
        "log.partitions",
        in: 1...256,
        default: 4,
        "Partitions of the alerts in a new log (one that has none); an existing log keeps what it has."
    )
    static let compressionLevel = ConfigurationKey<Int>.integer(
        "log.compression-level",
        in: -100...19,
        default: 1,
        "zstd level of stored batches, from fast to small."
    )
    static let tailCache = ConfigurationKey<Int>.byteSize(
        "log.tail-cache",
        in: 0...(1 << 30),
        default: 16 << 20,
        "Recently written batches kept in memory for stages that keep up."
    )
    static let tenant = ConfigurationKey<String>.text(
        "bridge.tenant",
        default: "default",
        "Tenant whose alerts this bridge takes; first part of every profile."
    )
    static let cluster = ConfigurationKey<String>.text(
        "bridge.cluster",
        default: "local",
        "Cluster the alerts come from; second part of every profile; to be set where bridge.name is."
    )
    static let bridgeName = ConfigurationKey<String>.text(
        "bridge.name",
        default: "",
        "This bridge among several that write one log; stable over restarts, empty when there is one only."
    )
    static let files = ConfigurationKey<[String]>.texts(
        "bridge.files",
        default: [],
        "Files to follow as they grow, folders, and patterns such as /var/log/containers/falco-*.log; each from its place."
    )
    static let threads = ConfigurationKey<Int>.integer(
        "worker.threads",
        unit: "threads",
        in: 1...64,
        default: 1,
        "Workers of each stage; more than there are partitions stay idle."
    )
    static let workerName = ConfigurationKey<String>.text(
        "worker.name",
        default: "",
        "This process among those that work on one Kafka; stable over restarts, empty takes the host's name."
    )
    static let commitInterval = ConfigurationKey<Duration?>.automaticDuration(
        "worker.commit-interval",
        in: .zero...(.seconds(60)),
        "Least time from one commit of a worker to the next, 0ms: whenever there is nothing to read; auto: 20ms, on Kafka 150ms."
    )
    static let commitRecords = ConfigurationKey<Int?>.automaticInteger(
        "worker.commit-records",
        unit: "records",
        in: 1...1_000_000,
        "Records after which a worker commits in any case; auto: 10000, on Kafka 20000."
    )
    static let probesEnabled = ConfigurationKey<Bool>.bool(
        "probes.enabled",
        default: true,
        "Whether /healthz, /readyz and /metrics are served."
    )
    static let probesAddress = ConfigurationKey<String>.text(
        "probes.address",
        default: "",
        "Address of the probes, IPv4 or IPv6; empty listens on all."
    )
    static let probesPort = ConfigurationKey<Int>.integer(
        "probes.port",
        in: 0...65_535,
        default: 2810,
        "Port of the probes; 0 takes a free one and logs it."
    )
    static let probesStalledAfter = ConfigurationKey<Duration>.duration(
        "probes.stalled-after",
        in: .seconds(1)...(.seconds(86_400)),
        default: .seconds(300),
        "How long a loop may be silent before /healthz fails; a cluster that does not answer silences none so long."
    )
    static let vaultFile = ConfigurationKey<String>.path(
        "vault.file",
        default: "",
        "The vault's database; empty keeps it in the log's folder."
    )
    static let stopBudget = ConfigurationKey<Duration?>.automaticDuration(
        "stop.budget",
        in: .seconds(1)...(.seconds(600)),
        "Longest orderly stop; what is not done by then is decided again; auto: 20s, on Kafka 4s."
    )
    static let logLevel = ConfigurationKey<LogLevel>.choice("logging.level", default: .info, "Least urgent log line.")
    static let logFormat = ConfigurationKey<LogFormat>.choice("logging.format", default: .logfmt, "Form of log lines.")

    static let schema = ConfigurationSchema(
        [
            address.declaration, folder.declaration, partitions.declaration, compressionLevel.declaration,
            tailCache.declaration,
            tenant.declaration, cluster.declaration, bridgeName.declaration,
        ] + HTTPSettings.declarations + [
            files.declaration,
            threads.declaration, workerName.declaration, commitInterval.declaration, commitRecords.declaration,
            probesEnabled.declaration,
            probesAddress.declaration, probesPort.declaration, probesStalledAfter.declaration, vaultFile.declaration,
            stopBudget.declaration,
        ] + DoorSettings.declarations + TopicKeys.declarations + ShapingSettings.declarations + SpoolKeys.declarations
            + SensorKeys.declarations
            + KafkaSettings.declarations + [
                logLevel.declaration, logFormat.declaration,
            ],
        otherEnvironmentNames: [
            fileVariable, "EYRIE_FAILPOINT", "EYRIE_TEST_KAFKA",
        ]
    )
}
