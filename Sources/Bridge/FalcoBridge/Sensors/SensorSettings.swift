/// How the bridge speaks of itself and watches the Falco of each node.
package struct SensorSettings: Sendable {
    /// Nodes that are watched at once; what is beyond is counted in heartbeats and not watched.
    package static let maximumNodes = 4096
    /// Endpoints that are asked at most.
    package static let maximumEndpoints = 256

    /// The program's version, for heartbeats.
    package var version: String
    /// Time between two heartbeats; also how often silence is looked for.
    package var interval: Duration = .seconds(60)
    /// After which time without a word a node counts as silent, by receipt time.
    ///
    /// Twice the interval of Falco's metrics snapshots, which are its sign of life when nothing else happens.
    /// Source: falco.yaml, `metrics.interval: 1h`.
    package var silentAfter: Duration = .seconds(7200)
    /// Base addresses of Falco's own web server, such as `http://node-7:8765`; empty asks nobody.
    package var endpoints: [String] = []
    /// Time between two rounds of asking; a round asks one endpoint after the other.
    package var pollInterval: Duration = .seconds(60)
    /// Time for one question; three are asked of an endpoint.
    package var pollTimeout: Duration = .seconds(2)

    package init(version: String) {
        self.version = version
    }
}
