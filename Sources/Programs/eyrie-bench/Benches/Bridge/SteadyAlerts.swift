import EventModel
import PipelineTestKit

/// Alerts of one sender at a steady rate: those of its own profiles, each with its own number in its event time.
///
/// The number is in the nine digits behind the second, so that a log can be held against what was sent, alert by alert;
/// the seconds are those of the clock.
struct SteadyAlerts: Sendable {
    /// Numbers of one sender: its index times this, and up.
    static let numbersPerSender = 30_000_000

    private struct Template: Sendable {
        let head: [UInt8]
        let tail: [UInt8]
    }

    private let sender: Int
    private let templates: [Template]
    private var timeText: [UInt8] = []
    private var timeSecond: Int64 = -1

    /// Shares the alerts of a cluster among senders: every alert of a profile is one sender's, whose order is then the
    /// profile's.
    ///
    /// - Throws: `BenchFailure` when there are too few profiles for all senders.
    static func make(senders: Int, seed: UInt64) throws -> [SteadyAlerts] {
        precondition(senders * numbersPerSender <= 1_000_000_000, "numbers have nine digits")
        let pool = AlertPool(
            seed: seed,
            count: 4_000,
            shape: ClusterShape(workloads: 400, podsPerWorkload: 2, nodes: 20)
        )
        let reader = AlertReader()
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        var owners: [String: Int] = [:]
        var shares = Array(repeating: [Template](), count: senders)
        for range in pool.ranges {
            let alert = Array(pool.bytes[range])
            let profile = naming.profile(of: try alert.withUnsafeBytes { try reader.read($0) }.alert).rawValue
            let owner = owners[profile, default: owners.count % senders]
            owners[profile] = owner
            if let template = split(alert) {
                shares[owner].append(template)
            }
        }
        guard shares.allSatisfy({ !$0.isEmpty }) else {
            throw BenchFailure("\(owners.count) profiles are too few for \(senders) senders")
        }
        return shares.enumerated().map { SteadyAlerts(sender: $0, templates: $1) }
    }

    private init(sender: Int, templates: [Template]) {
        self.sender = sender
        self.templates = templates
    }

    /// Writes the alert of a number into a buffer, in place of what is there.
    ///
    /// - Parameters:
    ///   - index: Counts the sender's alerts from 0.
    ///   - seconds: The time, in seconds since 1970.
    ///   - buffer: Where to.
    mutating func write(_ index: Int, seconds: Int64, into buffer: inout [UInt8]) {
        precondition(index < Self.numbersPerSender, "a sender has \(Self.numbersPerSender) numbers")
        if seconds != timeSecond {
            timeSecond = seconds
            // Without the fraction and the Z behind it.
            timeText = Array("\(Timestamp(nanoseconds: seconds * 1_000_000_000))".utf8.prefix(20))
        }
        let template = templates[index % templates.count]
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: template.head)
        buffer.append(contentsOf: timeText)
        var number = sender * Self.numbersPerSender + index
        let start = buffer.count
        buffer.append(contentsOf: [48, 48, 48, 48, 48, 48, 48, 48, 48])
        for place in (start..<start + 9).reversed() {
            buffer[place] = 48 + UInt8(number % 10)
            number /= 10
        }
        buffer.append(contentsOf: template.tail)
    }

    /// Takes an alert apart around its time; nil when it has none with nine digits.
    private static func split(_ alert: [UInt8]) -> Template? {
        let key = Array(#""time":""#.utf8)
        var index = 0
        while index + key.count + 30 <= alert.count {
            if alert[index] == key[0], alert[index..<index + key.count].elementsEqual(key) {
                let time = index + key.count
                guard alert[time + 19] == 46, alert[time + 29] == 90 else { return nil }
                return Template(head: Array(alert[..<time]), tail: Array(alert[(time + 29)...]))
            }
            index += 1
        }
        return nil
    }
}
