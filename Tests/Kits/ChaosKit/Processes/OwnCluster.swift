import Foundation
import PipelineTestKit

/// A cluster of three nodes that lives as long as a run.
package struct OwnCluster: Sendable {
    private let script: String
    package let folder: String

    /// Starts it.
    ///
    /// - Throws: ``ChaosFault`` when it does not come up.
    package init(script: String, folder: String, basePort: Int) throws(ChaosFault) {
        self.script = script
        self.folder = folder
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        RunningChildren.atEnd { _ = try? ClusterControl.run(script, ["stop"], folder) }
        try ClusterControl.run(script, ["start", "--brokers", "3", "--base-port", "\(basePort)"], folder)
    }

    /// Ends it and removes its data.
    package func stop() {
        _ = try? ClusterControl.run(script, ["stop"], folder)
    }
}
