import Foundation
import HTTPRequests

/// A real `eyrie bridge` with its spool in a folder, in front of a reachable or an unreachable cluster.
final class BridgeProcess {
    /// No process listens there.
    private static let nobody = "127.0.0.1:1"

    let process: EyrieProcess
    private let ports: EyrieProcess.Ports
    private let client = HTTPClient()

    /// Starts the bridge and waits until its doors are open.
    ///
    /// - Parameters:
    ///   - program: Path of `eyrie`.
    ///   - folder: Where its spool is.
    ///   - place: Where it forwards to; nil is a cluster that is away.
    ///   - settings: Further settings, `KEY=VALUE`.
    /// - Throws: `BenchFailure` with what it said.
    init(_ program: String, folder: String, place: KafkaPlace? = nil, settings: [String] = []) throws {
        var all = settings + ["logging.level=notice", "kafka.request-timeout=2s"]
        if let place {
            all.append("kafka.prefix=\(place.prefix)")
        }
        process = try EyrieProcess(
            program: program,
            command: ["bridge", "--log", "kafka://\(place?.bootstrapServers ?? Self.nobody)"],
            folder: folder,
            settings: all
        )
        do {
            ports = try process.waitForPorts(within: 90)
        } catch {
            process.stop()
            throw error
        }
    }

    var httpPort: Int {
        ports.http
    }

    var processorSeconds: Double {
        ProcessTime.seconds(of: process.identifier)
    }

    var peakMebibytes: Double {
        ProcessMemory.peakMebibytes(of: process.identifier)
    }

    /// The folder of the spool below the folder of a bridge.
    static func spool(of folder: String) -> String {
        "\(folder)/spool"
    }

    /// Reads a metric without labels from the probes.
    ///
    /// - Throws: `BenchFailure` when the bridge does not tell it.
    func metric(_ name: String) throws -> Double {
        let answer = try client.get("http://127.0.0.1:\(ports.probes)/metrics")
        for line in answer.text.split(separator: "\n") where line.hasPrefix(name + " ") {
            if let value = Double(line.dropFirst(name.count + 1)) {
                return value
            }
        }
        throw BenchFailure("the bridge tells no \(name)")
    }

    /// Waits until the log has everything that is in the spool: nothing waits, and for a second nothing moves.
    ///
    /// - Parameter count: Alerts that this process has to move at least; before it begins it tells of none.
    /// - Returns: Seconds since the last one moved.
    /// - Throws: `BenchFailure` when nothing moves for a minute though something waits.
    @discardableResult
    func waitUntilForwarded(atLeast count: Int) throws -> Double {
        var last = -1.0
        var quiet = Stopwatch()
        while true {
            let forwarded = try metric("eyrie_spool_forwarded_total")
            let waiting = try metric("eyrie_spool_records")
            if forwarded != last {
                last = forwarded
                quiet = Stopwatch()
            }
            if forwarded >= Double(count), waiting == 0, quiet.seconds > 1 {
                return quiet.seconds
            }
            guard quiet.seconds < 60 else {
                throw BenchFailure("\(Int(waiting)) records wait, and none moved for a minute:\n\(process.output)")
            }
            usleep(50_000)
        }
    }

    /// Asks it to stop and waits for its end.
    func stop() {
        process.stop()
    }
}
