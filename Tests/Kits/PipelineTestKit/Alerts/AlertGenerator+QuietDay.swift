extension AlertGenerator {
    private static let hour: Int64 = 3_600_000_000_000

    /// Makes a day on which nothing happens but what always happens.
    ///
    /// Each workload does what it does, on its schedule: probes and cron shells around the clock, backups at night,
    /// people at their notebooks by day, traffic more by day than by night.
    ///
    /// - Parameter alerts: How many alerts the day has, exactly.
    /// - Returns: The alerts from the generator's start on, for 24 hours of event time.
    package func quietDay(alerts: Int) -> AlertStream {
        var moments: [Moment] = []
        moments.reserveCapacity(alerts)
        let shares = Self.share(alerts, among: weights)
        var index = 0
        for (number, workload) in cluster.workloads.enumerated() {
            for behavior in workload.behaviors.indices {
                var generator = SeededGenerator(seed: seed).split(UInt64(index + 1_000))
                for occurrence in 0..<shares[index] {
                    let time = Self.time(
                        workload.behaviors[behavior].schedule,
                        occurrence,
                        of: shares[index],
                        &generator
                    )
                    moments.append(
                        Moment(
                            nanoseconds: startNanoseconds + time,
                            order: moments.count,
                            workload: number,
                            behavior: behavior,
                            pod: occurrence % workload.pods.count
                        )
                    )
                }
                index += 1
            }
        }
        moments.sort { ($0.nanoseconds, $0.order) < ($1.nanoseconds, $1.order) }
        return render(moments)
    }

    private struct Moment {
        let nanoseconds: Int64
        let order: Int
        let workload: Int
        let behavior: Int
        let pod: Int
    }

    private func render(_ moments: [Moment]) -> AlertStream {
        var stream = AlertStream()
        var clock = EventTimeText()
        var generator = SeededGenerator(seed: seed).split(3)
        for moment in moments {
            let template = cluster.workloads[moment.workload].template(behavior: moment.behavior, pod: moment.pod)
            stream.append(at: moment.nanoseconds, isIntrusion: false) { buffer in
                template.render(at: moment.nanoseconds, clock: &clock, generator: &generator, to: &buffer)
            }
        }
        return stream
    }

    /// Weight of each behavior of each workload: its share in the workload, by the workload's rank.
    private var weights: [Int] {
        cluster.workloads.enumerated().flatMap { rank, workload in
            let total = workload.behaviors.reduce(0) { $0 + $1.weight }
            return workload.behaviors.map { max(1, 1_000_000 / (rank + 1) * $0.weight / total) }
        }
    }

    /// Shares a number out by weights, by largest remainders, so that the shares add up to it.
    static func share(_ number: Int, among weights: [Int]) -> [Int] {
        let total = weights.reduce(0, +)
        var shares = weights.map { number * $0 / total }
        let remainders = weights.indices.sorted { left, right in
            (number * weights[left] % total, right) > (number * weights[right] % total, left)
        }
        for index in remainders.prefix(number - shares.reduce(0, +)) {
            shares[index] += 1
        }
        return shares
    }

    /// Nanoseconds from midnight to an occurrence.
    private static func time(
        _ schedule: AlertBehavior.Schedule,
        _ occurrence: Int,
        of count: Int,
        _ generator: inout SeededGenerator
    ) -> Int64 {
        switch schedule {
        case .steady:
            // Evenly over the day, each within a tenth of its interval of its time.
            let interval = 24 * hour / Int64(count)
            return interval * Int64(occurrence) + Int64(generator.below(Int(interval / 10) + 1))
        case .nightly(let first):
            return Int64(first) * hour + Int64(generator.below(Int(hour / 3)))
        case .office:
            return 8 * hour + Int64(generator.below(Int(10 * hour)))
        case .traffic:
            // Two of three between 7 and 22 o'clock on top of an even flow.
            if generator.below(3) < 2 {
                return 7 * hour + Int64(generator.below(Int(15 * hour)))
            }
            return Int64(generator.below(Int(24 * hour)))
        }
    }
}
