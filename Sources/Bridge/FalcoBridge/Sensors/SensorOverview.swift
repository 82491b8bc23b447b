import Cryptography
package import EventModel
import JSONText

/// The state of each Falco and each bridge, computed from `eyrie.sensors.v1` record by record in the order of the log.
package final class SensorOverview {
    /// The state of the Falco of one node.
    package struct Node: Sendable, Equatable {
        /// Its host name.
        package let node: String
        /// Falco's version, from a metrics snapshot or from its web server.
        package internal(set) var version: String?
        /// When it was last seen, in milliseconds since 1970 by receipt; nil when it never reported.
        package internal(set) var seenMilliseconds: Int64?
        /// System calls that it dropped since its start, and alerts that its queue dropped; if only drop alerts contain
        /// them, the sum of those in the log.
        package internal(set) var drops: UInt64?
        /// Digest of its rules: of one file that file's, of several that of `FILE DIGEST` lines in the order of names.
        package internal(set) var rules: String?
        /// Since when the node is blind, in milliseconds since 1970; nil while it is not.
        ///
        /// That is when it was last seen before it fell silent, or the first time that its web server did not answer
        /// that it is well. A node is silent if a bridge reported it as silent, or if its last report is older than the
        /// last heartbeat by the time in that heartbeat: after a bridge's restart only that shows it.
        package var blindSinceMilliseconds: Int64? {
            switch (silentSince, unwellSince) {
            case (let silent?, let unwell?): min(silent, unwell)
            case (let silent, let unwell): silent ?? unwell
            }
        }

        /// Whether its name is a container's id: such a node is gone for good when it falls silent, for a new container has
        /// a new one.
        package var isContainer: Bool {
            (node.utf8.count == 12 || node.utf8.count == 64)
                && node.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
        }

        /// Whether it is blind and nobody waits for it any more.
        ///
        /// - Parameters:
        ///   - milliseconds: Now, since 1970.
        ///   - limit: After so many milliseconds without a sign a node is taken for retired.
        /// - Returns: Whether a list may leave it out.
        package func isRetired(atMilliseconds milliseconds: Int64, after limit: Int64) -> Bool {
            guard let since = blindSinceMilliseconds else { return false }
            return isContainer || milliseconds - max(since, seenMilliseconds ?? since) >= limit
        }

        /// The least time from its alerts to their receipt when it was told last, in milliseconds (``ClockLag``); nil when
        /// that was less than is told.
        package internal(set) var clockLagMilliseconds: Int64?

        var silentSince: Int64?
        var unwellSince: Int64?
        var hasTotal = false

        init(_ node: String) {
            self.node = node
        }

        mutating func see(at milliseconds: Int64) {
            seenMilliseconds = max(seenMilliseconds ?? milliseconds, milliseconds)
            if let silentSince, milliseconds > silentSince {
                self.silentSince = nil
            }
        }
    }

    /// The state of a bridge.
    package struct Bridge: Sendable, Equatable {
        /// Its name.
        package let bridge: String
        /// The program's version.
        package let version: String
        /// Its start.
        package let started: Timestamp
        /// Receipt time of its last heartbeat, in milliseconds since 1970.
        package let seenMilliseconds: Int64
    }

    private var nodesByName: [String: Node] = [:]
    private var bridgesByName: [String: Bridge] = [:]
    /// Receipt time of the last heartbeat, and after which time it calls a node silent.
    private var lastHeartbeat: (atMilliseconds: Int64, silentAfterMilliseconds: Int64)?
    private var nodesByEndpoint: [String: String] = [:]
    /// Of alerts since the last heartbeat.
    private var leastLags: [String: Int64] = [:]
    private let parser = JSONParser()

    package init() {}

    /// In the order of names.
    package var nodes: [Node] {
        nodesByName.values.sorted { $0.node < $1.node }.map { node in
            var node = node
            if node.silentSince == nil, let seen = node.seenMilliseconds, let lastHeartbeat,
                lastHeartbeat.atMilliseconds - seen >= lastHeartbeat.silentAfterMilliseconds
            {
                node.silentSince = seen
            }
            return node
        }
    }

    /// In the order of names.
    package var bridges: [Bridge] { bridgesByName.values.sorted { $0.bridge < $1.bridge } }

    /// Takes the next record.
    ///
    /// Kinds of later versions and invalid records are skipped.
    package func take(_ sensor: Sensor, receivedMilliseconds: Int64) {
        switch sensor.kind {
        case .internalAlert:
            change(sensor.node) { $0.see(at: receivedMilliseconds) }
            view(sensor) { takeAlert($0, sensor) }
        case .heartbeat:
            view(sensor) { takeHeartbeat($0, at: receivedMilliseconds) }
        case .silent:
            view(sensor) { view in
                guard let seen = Self.milliseconds(view, "seen") else { return }
                change(sensor.node) { node in
                    // It may have reported to another bridge since.
                    if seen >= node.seenMilliseconds ?? seen {
                        node.seenMilliseconds = seen
                        node.silentSince = seen
                    }
                }
            }
        case .answer:
            view(sensor) { takeAnswer($0, sensor.node, at: receivedMilliseconds) }
        case .unknown: break
        }
    }

    /// Takes that an alert of a node came: before the first heartbeat nobody else tells of it.
    package func takeSeen(_ node: String, atMilliseconds milliseconds: Int64, lagMilliseconds lag: Int64) {
        change(node) {
            $0.see(at: milliseconds)
            let least = min(leastLags[node] ?? lag, lag)
            leastLags[node] = least
            $0.clockLagMilliseconds = least.magnitude >= ClockLag.toldMilliseconds.magnitude ? least : nil
        }
    }

    /// Receipt time of the last heartbeat of any bridge, in milliseconds since 1970; what came later is in the alerts alone.
    package var lastHeartbeatMilliseconds: Int64? {
        lastHeartbeat?.atMilliseconds
    }

    private func takeAlert(_ view: JSONView, _ sensor: Sensor) {
        guard let fields = view.member("output_fields") else { return }
        if sensor.rule == "Falco internal: syscall event drop" {
            // Since the last such alert; Falco writes text.
            guard let text = fields.member("n_drops")?.stringBytes, let count = Decimal.int64(text), count >= 0 else {
                return
            }
            change(sensor.node) { node in
                if !node.hasTotal {
                    node.drops = (node.drops ?? 0) + UInt64(count)
                }
            }
            return
        }
        guard sensor.rule == "Falco internal: metrics snapshot" else { return }
        let prefix = "falco.sha256_rules_file."
        var rules: [FalcoAnswer.Rules] = []
        for member in fields.members where member.key.starts(with: prefix.utf8) {
            guard let digest = member.value.string else { continue }
            let file = String(decoding: member.key.dropFirst(prefix.utf8.count), as: UTF8.self)
            rules.append(FalcoAnswer.Rules(file: file, digest: digest))
        }
        update(
            sensor.node,
            version: fields.member("falco.version")?.string,
            drops: fields.member("scap.n_drops")?.uint64,
            queueDrops: fields.member("falco.outputs_queue_num_drops")?.uint64,
            rules: rules
        )
    }

    private func takeHeartbeat(_ view: JSONView, at milliseconds: Int64) {
        guard let bridge = view.member("bridge")?.string, let version = view.member("version")?.string,
            let started = view.member("started")?.stringBytes.flatMap({ Timestamp(rfc3339: $0) })
        else { return }
        bridgesByName[bridge] = Bridge(
            bridge: bridge,
            version: version,
            started: started,
            seenMilliseconds: milliseconds
        )
        if let seconds = view.member("silent_after_seconds")?.int64, 1...2_592_000 ~= seconds {
            lastHeartbeat = (milliseconds, seconds * 1000)
        }
        guard let nodes = view.member("nodes") else { return }
        for element in nodes.elements {
            guard let node = element.member("node")?.string, let seen = Self.milliseconds(element, "seen") else {
                continue
            }
            let lag = element.member("least_lag_ms")?.int64
            change(node) {
                $0.see(at: seen)
                $0.clockLagMilliseconds = lag
            }
        }
    }

    private func takeAnswer(_ view: JSONView, _ name: String, at milliseconds: Int64) {
        let status = view.member("health_status")?.int64
        var node = name
        if let endpoint = view.member("endpoint")?.string {
            // A Falco that does not answer gives no host name either: it is the one that answered there before.
            node = status == nil ? nodesByEndpoint[endpoint] ?? name : name
            nodesByEndpoint[endpoint] = node
        }
        change(node) { node in
            if status != nil {
                node.see(at: milliseconds)
            }
            node.unwellSince = status == 200 ? nil : node.unwellSince ?? milliseconds
        }
        var rules: [FalcoAnswer.Rules] = []
        if let elements = view.member("rules")?.elements {
            for element in elements {
                guard let file = element.member("file")?.string, let digest = element.member("sha256")?.string else {
                    continue
                }
                rules.append(FalcoAnswer.Rules(file: file, digest: digest))
            }
        }
        update(
            node,
            version: view.member("version")?.string,
            drops: view.member("drops")?.uint64,
            queueDrops: view.member("queue_drops")?.uint64,
            rules: rules
        )
    }

    private func update(
        _ node: String,
        version: String?,
        drops: UInt64?,
        queueDrops: UInt64?,
        rules: [FalcoAnswer.Rules]
    ) {
        change(node) { node in
            node.version = version ?? node.version
            if drops != nil || queueDrops != nil {
                node.drops = (drops ?? 0) + (queueDrops ?? 0)
                node.hasTotal = true
            }
            node.rules = Self.digest(of: rules) ?? node.rules
        }
    }

    static func digest(of rules: [FalcoAnswer.Rules]) -> String? {
        guard rules.count > 1 else { return rules.first?.digest }
        let lines = rules.sorted { $0.file < $1.file }.map { "\($0.file) \($0.digest)\n" }.joined()
        return SHA256.digest(of: Array(lines.utf8)).withBytes { Digest($0) }.description
    }

    private func change(_ node: String, _ body: (inout Node) -> Void) {
        body(&nodesByName[node, default: Node(node)])
    }

    /// Hands the JSON that a record carries to the body; nothing happens when it carries none.
    private func view(_ sensor: Sensor, _ body: (JSONView) -> Void) {
        guard let received = sensor.received else { return }
        received.withUnsafeBytes { bytes in
            _ = try? parser.withDocument(bytes) { body($0) }
        }
    }

    private static func milliseconds(_ view: JSONView, _ name: StaticString) -> Int64? {
        view.member(name)?.stringBytes.flatMap { Timestamp(rfc3339: $0)?.milliseconds }
    }
}
