package import StageRuntime

/// One stage for replay: its topics, and how to make a processor with empty state.
package struct ReplayStage: Sendable {
    package let wiring: StageWiring
    package let makeProcessor: @Sendable (_ partition: Int32, _ contents: any ContentSource) -> any PartitionProcessing

    package init(
        wiring: StageWiring,
        makeProcessor:
            @escaping @Sendable (_ partition: Int32, _ contents: any ContentSource) -> any PartitionProcessing
    ) {
        self.wiring = wiring
        self.makeProcessor = makeProcessor
    }
}
