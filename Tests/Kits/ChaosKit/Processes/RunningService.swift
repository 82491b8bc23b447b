import HTTPRequests
import PipelineTestKit
import Synchronization

/// A process of a round with its probes.
final class RunningService: Sendable {
    let process: ChildProcess
    let probesPort: UInt16
    private let last = Mutex<[String: Double]>([:])

    init(process: ChildProcess, probesPort: UInt16) {
        self.process = process
        self.probesPort = probesPort
    }

    /// Asks whether it is ready.
    func isReady(_ client: HTTPClient) -> Bool {
        (try? client.get("http://127.0.0.1:\(probesPort)/readyz"))?.status == 200
    }

    /// Reads its metrics, summed over labels; what it said last stays when it says nothing more.
    @discardableResult
    func readMetrics(_ client: HTTPClient) -> [String: Double] {
        guard process.isRunning, let answer = try? client.get("http://127.0.0.1:\(probesPort)/metrics"),
            answer.status == 200
        else { return metrics }
        var found: [String: Double] = [:]
        for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                continue
            }
            let name = line[..<space].prefix { $0 != "{" && $0 != " " }
            found[String(name), default: 0] += value
        }
        let read = found
        last.withLock { $0 = read }
        return read
    }

    /// What it said last.
    var metrics: [String: Double] {
        last.withLock { $0 }
    }

    /// A client that gives up soon: a stopped process does not answer.
    static func impatientClient() -> HTTPClient {
        var options = HTTPClientOptions()
        options.connectTimeout = .milliseconds(300)
        options.timeout = .milliseconds(500)
        return HTTPClient(options)
    }
}
