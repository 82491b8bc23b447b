import EventModel
import Foundation
import PipelineTestKit

/// Two days of a small cluster: one on which nothing happens, and one with an intrusion.
struct DemoScenario: Sendable {
    private static let day: Int64 = 86_400_000_000_000

    let firstDay: AlertStream
    let secondDay: AlertStream
    let intrusion: Intrusion
    /// Event time of the first and of the last alert of the intrusion, in nanoseconds since 1970.
    let intrusionTimes: ClosedRange<Int64>

    /// Makes the two days, the second of which ended with the last midnight.
    ///
    /// - Parameters:
    ///   - seed: Decides everything but the date.
    ///   - alerts: Of both days together, without the intrusion.
    init(seed: UInt64, alerts: Int) {
        let now = Int64(Date().timeIntervalSince1970) * 1_000_000_000
        let midnight = now - now % Self.day
        let shape = ClusterShape(workloads: 12, podsPerWorkload: 3, nodes: 6)
        let first = AlertGenerator(seed: seed, shape: shape, startNanoseconds: midnight - 2 * Self.day)
        let second = AlertGenerator(seed: seed, shape: shape, startNanoseconds: midnight - Self.day)
        firstDay = first.quietDay(alerts: alerts / 2)
        intrusion = second.intrusion(at: midnight - Self.day / 2 + Self.day / 10)
        secondDay = second.quietDay(alerts: alerts - alerts / 2).merging(intrusion.alerts)
        let times = intrusion.alerts.entries.map(\.nanoseconds)
        intrusionTimes = (times.min() ?? 0)...(times.max() ?? 0)
    }

    /// Whether an incident is the intrusion's: of its workload, and opened while it went on.
    func isIntrusion(_ incident: DemoIncident) -> Bool {
        let isThere = incident.profile.hasSuffix("/\(intrusion.namespace)/\(intrusion.workload)/\(intrusion.container)")
        return isThere && intrusionTimes.contains(incident.opened.nanoseconds)
    }
}
