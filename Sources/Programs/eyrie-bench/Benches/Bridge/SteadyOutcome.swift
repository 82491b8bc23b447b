/// Compares the answers to steady senders with the alerts in the log.
struct SteadyOutcome {
    private let records: [SteadySenders.Record]
    private var timesSeen: [[UInt8]]
    private var lastOfProfile: [String: Int] = [:]
    /// Alerts in the log that nobody sent.
    private(set) var strangers = 0
    /// Alerts behind a later one of their profile.
    private(set) var outOfOrder = 0
    /// Alerts in the log.
    private(set) var count = 0

    init(_ senders: SteadySenders) {
        records = senders.outcome
        timesSeen = records.map { Array(repeating: 0, count: $0.isAccepted.count) }
    }

    /// Takes one alert of the log, in the order of its partition.
    mutating func note(_ entry: AlertCensus.Entry) {
        count += 1
        let sender = entry.number / SteadyAlerts.numbersPerSender
        let index = entry.number % SteadyAlerts.numbersPerSender
        guard timesSeen.indices.contains(sender), index < timesSeen[sender].count else {
            strangers += 1
            return
        }
        if timesSeen[sender][index] < 255 {
            timesSeen[sender][index] += 1
        }
        let profile = String(decoding: entry.profile, as: UTF8.self)
        if let last = lastOfProfile[profile], last >= entry.number {
            outOfOrder += 1
        }
        lastOfProfile[profile] = entry.number
    }

    var sent: Int {
        records.reduce(0) { $0 + $1.isAccepted.count }
    }

    var accepted: Int {
        records.reduce(0) { sum, record in sum + record.isAccepted.count { $0 } }
    }

    /// Answered 200 and not in the log.
    var lost: Int {
        zip(records, timesSeen).reduce(0) { sum, pair in
            sum + zip(pair.0.isAccepted, pair.1).count { isAccepted, times in isAccepted && times == 0 }
        }
    }

    /// In the log more than once.
    var doubled: Int {
        timesSeen.reduce(0) { sum, times in sum + times.count { $0 > 1 } }
    }

    var firstFailure: String? {
        records.lazy.compactMap(\.firstFailure).first
    }

    /// Milliseconds from the moment at which an alert was due to its answer, which a share of all did not exceed; 2,000
    /// stands for all that took longer.
    func delay(percent: Double) -> Double {
        var sums = [Int](repeating: 0, count: records.first?.delays.count ?? 0)
        for record in records {
            for (index, number) in record.delays.enumerated() {
                sums[index] += number
            }
        }
        var left = Int(Double(sums.reduce(0, +)) * percent / 100)
        for (index, number) in sums.enumerated() {
            left -= number
            if left <= 0 {
                return Double(index) / 10
            }
        }
        return 0
    }

    /// The figures that every run must reach.
    func figures(_ part: String) -> [Figure] {
        [
            Figure("\(part): sent", Double(sent), "alerts"),
            Figure("\(part): answered 200", Double(accepted), "alerts"),
            Figure("\(part): in the log", Double(count), "alerts"),
            Figure("\(part): not answered 200", Double(sent - accepted), "alerts", .exactly(0)),
            Figure("\(part): 200 and not in the log", Double(lost), "alerts", .exactly(0)),
            Figure("\(part): in the log twice", Double(doubled), "alerts", .exactly(0)),
            Figure("\(part): in the log and not sent", Double(strangers), "alerts", .exactly(0)),
            Figure("\(part): out of their profile's order", Double(outOfOrder), "alerts", .exactly(0)),
            Figure("\(part): answer, p99", delay(percent: 99), "ms"),
            Figure("\(part): answer, p50", delay(percent: 50), "ms"),
        ]
    }
}
