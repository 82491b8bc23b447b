/// What rounds need from outside.
package struct RoundSettings: Sendable {
    package let cluster: ClusterControl
    /// Path of `eyrie`.
    package let program: String
    /// Where each round makes a folder for the logs of its processes.
    package let folder: String
    /// Alerts a second, all senders together.
    package var alertsPerSecond = 80
    /// Partitions of the alerts.
    package var partitions: Int32 = 4
    /// How long everything may take to be decided after the last fault.
    package var drainSeconds = 90

    package init(cluster: ClusterControl, program: String, folder: String) {
        self.cluster = cluster
        self.program = program
        self.folder = folder
    }
}
