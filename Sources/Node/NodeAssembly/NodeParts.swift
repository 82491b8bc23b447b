/// The parts of the pipeline that one process runs.
package struct NodeParts: Sendable {
    /// The stages with workers in this process, in the order of the data.
    package var stages: [any PipelineStage]
    /// Whether the doors of the settings are opened.
    package var hasDoors: Bool
    /// Whether the vault of the settings is fed.
    package var hasVault: Bool
    /// Whether this process owns an embedded log and takes orders from others on its socket.
    package var isOwner: Bool

    package init(
        stages: [any PipelineStage] = [],
        hasDoors: Bool = false,
        hasVault: Bool = false,
        isOwner: Bool = false
    ) {
        self.stages = stages
        self.hasDoors = hasDoors
        self.hasVault = hasVault
        self.isOwner = isOwner
    }

    /// The whole pipeline.
    package static func everything(isOwner: Bool) -> NodeParts {
        NodeParts(stages: PipelineStages.all, hasDoors: true, hasVault: true, isOwner: isOwner)
    }
}
