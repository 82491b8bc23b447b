/// What a group's coordinator decided for one member.
enum Rebalance: Equatable {
    /// These partitions, by their names in the cluster, are the member's, once it takes them.
    case assign([ClusterPartition])
    /// The member has to give up all it has; it may commit before it does.
    case revoke
    /// What the member had is somebody else's already.
    case lost
}
