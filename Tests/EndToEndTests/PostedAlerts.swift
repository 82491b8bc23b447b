import Cryptography
import Foundation
import HTTPRequests

/// Alerts of our own making, each with bytes of its own, and what became of those that were posted.
struct PostedAlerts {
    /// Event ids that were answered 200.
    private(set) var acknowledged: Set<String> = []
    /// Event ids that were sent at all.
    private(set) var sent: Set<String> = []
    private var number = 0

    /// Makes the next alert; numbers make every one different.
    private mutating func next() -> [UInt8] {
        number += 1
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

    /// Posts alerts until one is not answered 200, or `count` are.
    ///
    /// - Returns: Whether all were acknowledged.
    mutating func post(_ count: Int, to url: String) -> Bool {
        let client = HTTPClient()
        for _ in 0..<count {
            let body = next()
            let id = String(SHA256.digest(of: body).hex.prefix(32))
            sent.insert(id)
            guard let answer = try? client.post(url, body: body), answer.status == 200 else { return false }
            acknowledged.insert(id)
        }
        return true
    }
}
