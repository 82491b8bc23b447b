/// Something that a workload does again and again and that a rule reports.
struct AlertBehavior: Sendable {
    /// When it happens.
    enum Schedule: Sendable {
        /// Every so many minutes, day and night: probes, cron shells.
        case steady
        /// In a window of twenty minutes that begins at this hour: backups, log rotation, package updates.
        case nightly(hour: Int)
        /// Between 8 and 18 o'clock: people.
        case office
        /// Whenever traffic comes, more by day than by night.
        case traffic
    }

    let rule: AlertRule
    let schedule: Schedule
    /// Share among the behaviors of its workload; any positive number.
    let weight: Int
    let process: ProcessShape
}
