/// How large the generated cluster is, and how its alerts are written.
package struct ClusterShape: Sendable, Equatable {
    /// Workloads, at least 1; the busiest sends the most, the second half as much, the third a third (Zipf's law).
    package let workloads: Int
    /// Pods of a workload, at least 1.
    package let podsPerWorkload: Int
    /// Nodes, at least 1.
    package let nodes: Int
    /// False for the alerts of the rules alone, about 1.5 KB each; true for more fields, as `append_output` adds them,
    /// and about 1.9 KB.
    package let isExtended: Bool

    package init(workloads: Int = 30, podsPerWorkload: Int = 3, nodes: Int = 6, isExtended: Bool = false) {
        precondition(workloads >= 1 && podsPerWorkload >= 1 && nodes >= 1, "a cluster has nodes, workloads and pods")
        self.workloads = workloads
        self.podsPerWorkload = podsPerWorkload
        self.nodes = nodes
        self.isExtended = isExtended
    }
}
