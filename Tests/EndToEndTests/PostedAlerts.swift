import Cryptography
import Foundation
import HTTPRequests
import Synchronization

/// Alerts of our own making, each with bytes of its own, and what became of those that were posted.
struct PostedAlerts {
    /// Event ids that were answered 200.
    private(set) var acknowledged: Set<String> = []
    /// Event ids that were sent at all.
    private(set) var sent: Set<String> = []
    private var number = 0

    /// What the connections of one call share.
    private final class Progress: Sendable {
        struct State {
            var number: Int
            var left: Int
            var sent: [String] = []
            var acknowledged: [String] = []
        }

        let state: Mutex<State>

        init(after number: Int, count: Int) {
            state = Mutex(State(number: number, left: count))
        }

        /// The number of the next alert; nil when there are enough.
        func next() -> Int? {
            state.withLock { state in
                guard state.left > 0 else { return nil }
                state.left -= 1
                state.number += 1
                return state.number
            }
        }

        func post(to url: String, patience: Duration) {
            var options = HTTPClientOptions()
            options.timeout = patience
            let client = HTTPClient(options)
            while let number = next() {
                let body = PostedAlerts.alert(number)
                let id = String(SHA256.digest(of: body).hex.prefix(32))
                state.withLock { $0.sent.append(id) }
                guard let answer = try? client.post(url, body: body), answer.status == 200 else {
                    state.withLock { $0.left = 0 }
                    return
                }
                state.withLock { $0.acknowledged.append(id) }
            }
        }
    }

    /// Makes an alert; its number makes it different from all others.
    static func alert(_ number: Int) -> [UInt8] {
        let nanoseconds = 100_000_000 + number
        let pod = "web-7d4b9c6f5-\(["abcde", "fghij", "klmno"][number % 3])"
        let priority = number % 97 == 0 ? "Critical" : "Notice"
        return Array(
            """
            {"hostname":"node-\(number % 4)","output":"o","output_fields":{"container.id":"c\(number % 7)",\
            "evt.time":17000000\(nanoseconds)0,"k8s.ns.name":"ns-\(number % 5)","k8s.pod.name":"\(pod)",\
            "proc.name":"p\(number % 11)"},"priority":"\(priority)","rule":"Rule \(number % 13)","source":"syscall",\
            "tags":["mitre_execution"],"time":"2026-03-01T10:00:00.\(nanoseconds)Z"}
            """.utf8
        )
    }

    /// Posts alerts until one is not answered 200 in time, or `count` are.
    ///
    /// - Parameters:
    ///   - count: How many, over all connections together.
    ///   - url: Where to.
    ///   - connections: How many post side by side.
    ///   - patience: How long one answer may take.
    /// - Returns: Whether all were acknowledged.
    mutating func post(
        _ count: Int,
        to url: String,
        connections: Int = 1,
        patience: Duration = .seconds(30)
    ) -> Bool {
        let progress = Progress(after: number, count: count)
        let group = DispatchGroup()
        for _ in 0..<connections {
            group.enter()
            Thread {
                progress.post(to: url, patience: patience)
                group.leave()
            }.start()
        }
        group.wait()
        let end = progress.state.withLock { $0 }
        number = end.number
        sent.formUnion(end.sent)
        acknowledged.formUnion(end.acknowledged)
        return end.acknowledged.count == count
    }
}
