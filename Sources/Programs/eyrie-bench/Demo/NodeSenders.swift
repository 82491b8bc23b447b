import EventModel
import Foundation
import HTTPRequests
import Lifecycle
import PipelineTestKit
import Synchronization

/// The Falcos of a cluster: one thread and one connection a node, one POST an alert.
///
/// As clocks do, the nodes go on together: none is more than a few alerts ahead of the slowest.
final class NodeSenders: Sendable {
    /// What became of the alerts.
    struct Outcome: Sendable {
        var accepted = 0
        var refused = 0
        var firstFailure: String?
    }

    private static let lead = 64

    private let url: String
    private let stream: AlertStream
    private let nodes: [[Int]]
    private let next: Mutex<[Int]>
    private let outcome = Mutex(Outcome())

    /// Prepares to send a stream to a door.
    ///
    /// - Throws: `PayloadFault` when the stream holds something that is not an alert.
    init(url: String, stream: AlertStream) throws {
        self.url = url
        self.stream = stream
        var numbers: [String: Int] = [:]
        var nodes: [[Int]] = []
        let reader = AlertReader()
        for index in 0..<stream.count {
            let host = try stream[index].withUnsafeBytes { try reader.read($0) }.alert.string(.hostname) ?? ""
            let number = numbers[host, default: nodes.count]
            if number == nodes.count {
                numbers[host] = number
                nodes.append([])
            }
            nodes[number].append(index)
        }
        self.nodes = nodes
        next = Mutex(nodes.map { $0.first ?? .max })
    }

    /// The number of nodes that send.
    var nodeCount: Int {
        nodes.count
    }

    /// Sends everything and waits for the last answer.
    func run() throws -> Outcome {
        let threads = nodes.indices.map { node in
            WorkerThread(name: "node-\(node)") { [self] _ in send(node) }
        }
        for thread in threads {
            try thread.start()
        }
        for thread in threads {
            thread.join()
        }
        return outcome.withLock { $0 }
    }

    private func send(_ node: Int) {
        let client = HTTPClient()
        let own = nodes[node]
        for (position, index) in own.enumerated() {
            while next.withLock({ $0.min() ?? 0 }) + Self.lead < index {
                usleep(100)
            }
            post(index, with: client)
            next.withLock { $0[node] = position + 1 < own.count ? own[position + 1] : .max }
        }
    }

    private func post(_ index: Int, with client: HTTPClient) {
        let headers = [HTTPClientHeader("Content-Type", "application/json")]
        var failure: String?
        do throws(HTTPRequestsError) {
            let answer = try client.post(url, headers: headers, body: Array(stream[index]))
            failure = answer.status == 200 ? nil : "answered \(answer.status): \(answer.text)"
        } catch {
            failure = "\(error)"
        }
        outcome.withLock {
            if let failure {
                $0.refused += 1
                $0.firstFailure = $0.firstFailure ?? failure
            } else {
                $0.accepted += 1
            }
        }
    }
}
