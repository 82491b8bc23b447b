/// A kind of workload: its image, what controls its pods, and what it does again and again.
struct WorkloadKind: Sendable {
    /// The controller that makes and names a workload's pods.
    enum Owner: Sendable {
        case deployment
        case statefulSet
        case daemonSet
        case cronJob
        /// No pod: processes of the node itself.
        case host
    }

    let name: String
    let container: String
    let owner: Owner
    let image: String
    let imageTag: String
    let behaviors: [AlertBehavior]
}
