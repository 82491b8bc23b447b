/// The workloads and pods of a generated cluster with the templates of everything they report.
struct AlertCluster: Sendable {
    struct Workload: Sendable {
        let pods: [AlertPod]
        let behaviors: [AlertBehavior]
        /// One template for each pod of each behavior: `[behaviors x pods]`, row by row.
        let templates: [AlertTemplate]

        func template(behavior: Int, pod: Int) -> AlertTemplate {
            templates[behavior * pods.count + pod]
        }
    }

    private static let namespaces = ["shop", "payments", "data", "sales", "platform", "research", "kube-system", "web"]

    let workloads: [Workload]
    let shape: ClusterShape

    init(_ shape: ClusterShape, seed: UInt64, startNanoseconds: Int64) {
        var generator = SeededGenerator(seed: seed)
        self.shape = shape
        let clusterSeed = generator.next()
        workloads = (0..<shape.workloads).map { index in
            let kinds = WorkloadKind.catalog
            let kind = kinds[index % kinds.count]
            let round = index / kinds.count
            let namespace = Self.namespaces[(index + round) % Self.namespaces.count]
            let name = round == 0 ? kind.name : "\(kind.name)-\(round + 1)"
            let setup = SeededGenerator(seed: clusterSeed).split(UInt64(index))
            let pods = Self.makePods(kind, name, namespace, shape, setup, startNanoseconds)
            return Workload(
                pods: pods,
                behaviors: kind.behaviors,
                templates: kind.behaviors.flatMap { behavior in
                    pods.map { $0.template(behavior.rule, behavior.process, isExtended: shape.isExtended) }
                }
            )
        }
    }

    private static func makePods(
        _ kind: WorkloadKind,
        _ workload: String,
        _ namespace: String,
        _ shape: ClusterShape,
        _ setup: SeededGenerator,
        _ startNanoseconds: Int64
    ) -> [AlertPod] {
        var generator = setup
        let templateHash = name(10, AlertSlot.hashAlphabet, &generator)
        let digest = hex(64, &generator)
        // A job has one pod at a time, whose name and container the run decides.
        let count = kind.owner == .cronJob ? 1 : shape.podsPerWorkload
        return (0..<count).map { ordinal in
            let node = "node-\(generator.below(shape.nodes) + 1)"
            let pod =
                switch kind.owner {
                case .deployment: "\(workload)-\(templateHash)-\(name(5, AlertSlot.safeAlphabet, &generator))"
                case .statefulSet: "\(workload)-\(ordinal)"
                case .daemonSet: "\(workload)-\(name(5, AlertSlot.safeAlphabet, &generator))"
                case .cronJob: "\(workload)-\(AlertSlot.runMinute)-\(AlertSlot.runSuffix)"
                case .host: ""
                }
            let containerID = kind.owner == .cronJob ? AlertSlot.containerID : hex(12, &generator)
            return AlertPod(
                workload: workload,
                kind: kind,
                namespace: namespace,
                pod: pod,
                containerID: containerID,
                node: node,
                ipAddress: "10.244.\(generator.within(1...9)).\(generator.within(10...250))",
                uid: "\(hex(8, &generator))-\(hex(4, &generator))-4\(hex(3, &generator))-a\(hex(3, &generator))-"
                    + hex(12, &generator),
                digest: digest,
                startNanoseconds: startNanoseconds - Int64(generator.within(1...40)) * 21_600_000_000_000,
                runSeed: generator.next()
            )
        }
    }

    private static func hex(_ width: Int, _ generator: inout SeededGenerator) -> String {
        var digits = [UInt8](repeating: 0, count: width)
        let source = SeededGenerator(seed: generator.next())
        digits.withUnsafeMutableBytes { AlertTemplate.writeHex(source, to: $0) }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func name(_ width: Int, _ alphabet: [UInt8], _ generator: inout SeededGenerator) -> String {
        let letters = (0..<width).map { _ in generator.pick(alphabet) }
        return String(decoding: letters, as: UTF8.self)
    }
}
