import Synchronization
import Telemetry

/// The log lines of clients that are examined; at most 4,000, later ones are dropped.
final class ClientNotes: Sendable {
    private static let capacity = 4_000
    private let lines = Mutex<[String]>([])

    /// A logger whose lines are kept here.
    var logger: Logger {
        Logger(label: "doctor", level: .debug, clock: { 0 }, sink: { [self] line in note(line) })
    }

    private func note(_ line: String) {
        guard Self.isComplaint(line) || line.contains("ApiKey ") || line.contains("not compressing batch") else {
            return
        }
        lines.withLock { lines in
            if lines.count < Self.capacity {
                lines.append(line)
            }
        }
    }

    /// The requests that brokers take, from the last broker that reported them.
    var apis: [KafkaAPI] {
        var apis: [KafkaAPI] = []
        for line in lines.withLock({ $0 }) {
            guard let api = KafkaAPI(line: line) else { continue }
            apis.removeAll { $0.name == api.name }
            apis.append(api)
        }
        return apis
    }

    /// Whether librdkafka reported that it does not compress.
    var refusesCompression: Bool {
        lines.withLock { lines in lines.contains { $0.contains("not compressing batch") } }
    }

    /// The clients' errors, each once, without names of threads.
    var complaints: [String] {
        var complaints: [String] = []
        for line in lines.withLock({ $0 }) where Self.isComplaint(line) {
            guard let text = Self.sentence(line), !complaints.contains(text) else { continue }
            complaints.append(text)
        }
        return complaints
    }

    /// A failed or closed connection, or what librdkafka itself calls an error.
    private static func isComplaint(_ line: String) -> Bool {
        line.contains("level=warning") || line.contains("kafka.facility=FAIL")
    }

    /// The value of the line's message, without the time that it took and the count of others like it: `kafka.message="[thrd:...]: text"` or `error="text"`.
    static func sentence(_ line: String) -> String? {
        guard let start = line.firstRange(of: "kafka.message=") ?? line.firstRange(of: " error=") else { return nil }
        var text = line[start.upperBound...]
        while text.last?.isNewline == true || text.last == "\"" {
            text.removeLast()
        }
        if text.first == "\"" {
            text.removeFirst()
        }
        if text.hasPrefix("[thrd:"), let end = text.firstRange(of: "]: ") {
            text = text[end.upperBound...]
        }
        if let end = text.firstRange(of: " (after ") {
            text = text[..<end.lowerBound]
        }
        return text.isEmpty ? nil : String(text.replacing("\\\"", with: "\""))
    }
}
