package import FalcoBridge
package import HTTPService
package import SQLiteLog
package import StageRuntime

/// Everything that one process with parts of the pipeline has to know.
package struct NodeSettings: Sendable {
    /// The embedded log's folder; made when it is not there.
    package var folder: String
    /// Partitions of a new log, 1 to 256; an existing log keeps what it has.
    package var partitions: Int32 = 4
    package var engine = SQLiteLogSettings()
    package var intake = IntakeSettings()
    /// The folder of the spool in front of a distant log; nil hands groups to the log itself.
    package var spoolFolder: String?
    package var spool = SpoolSettings()
    /// The HTTP door; nil has none.
    package var http: HTTPServerOptions? = HTTPServerOptions(endpoint: .tcp(address: nil, port: 2801))
    /// Who may post there.
    package var httpAccess = HTTPAccess()
    /// Files, folders and patterns to follow, each file from where it was left.
    package var files: [String] = []
    package var fileLimits = FileDoorLimits()
    /// A cluster with topics to read, each from where it was left; nil has none.
    package var topics: (source: any TopicSource, settings: TopicDoorSettings)?
    /// Files to read once; the process is done when the last one is through.
    package var filesOnce: [String] = []
    /// Whether files that are read once are read from their beginning, whatever was read of them before.
    package var readsFromBeginning = false
    /// The unix socket that takes lines; nil has none.
    package var socketPath: String?
    package var socketLimits = SocketLimits()
    /// Where syslog is taken; nowhere unless it is said.
    package var syslog = SyslogDoor.Places()
    package var syslogLimits = SocketLimits()
    package var readsStandardInput = false
    /// Heartbeats of the bridge and the watch over nodes; nil says and watches nothing.
    package var sensors: SensorSettings?
    package var commits = CommitSettings()
    /// Workers of each stage, 1 to 64.
    package var threads = 1
    /// What workers are called on Kafka, see ``StageSurroundings/memberName``; nil takes each stage's name.
    package var memberName: String?
    /// How long a loop may be silent before the process counts as dead.
    package var stalledAfter: Duration = .seconds(300)
    /// Probes and metrics; nil has none.
    package var probes: HTTPServerOptions? = HTTPServerOptions(endpoint: .tcp(address: nil, port: 2810))
    /// The vault's file; nil keeps no evidence.
    package var vaultFile: String?

    package init(folder: String) {
        self.folder = folder
        vaultFile = "\(folder)/vault.db"
    }

    /// Puts the probes on a port; an empty address listens on all, port 0 takes a free one.
    package mutating func openProbes(address: String, port: UInt16) {
        probes = HTTPServerOptions(endpoint: .tcp(address: address.isEmpty ? nil : address, port: port))
    }

    /// The socket on which the owner of a folder takes orders.
    package static func controlSocket(of folder: String) -> String {
        "\(folder)/eyrie.sock"
    }
}
