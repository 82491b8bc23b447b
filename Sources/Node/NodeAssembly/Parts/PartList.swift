package import Configuration
import EventModel
package import Operations
package import PartKit
package import Replay
import StageRuntime

/// The parts of a program, and lists derived from them.
package struct PartList: Sendable {
    /// The parts in the order in which their settings are printed.
    package let parts: [Part]
    /// The nodes of all parts with topics, and of people who give orders, in the order of the data.
    package let topology: Topology

    /// Makes a list.
    ///
    /// - Parameter parts: The parts; their order only determines the order of settings.
    /// - Throws: `TopologyFault` when their topics do not fit together.
    package init(_ parts: [Part]) throws(TopologyFault) {
        var names: Set<String> = []
        for part in parts where !names.insert(part.name).inserted {
            throw .sameName(part.name)
        }
        self.parts = parts
        topology = try Topology(head: Topics.alerts.name, parts.compactMap(\.node) + [LogOperations.node])
    }

    /// The stages in the order of the data.
    package var stages: [any PipelineStage] {
        let known = parts.compactMap(\.stage)
        return topology.stages.compactMap { node in known.first { $0.wiring.name == node.name } }
    }

    /// The stages in the order of the data, as replay runs them.
    package var replayed: [ReplayStage] {
        stages.map { stage in
            ReplayStage(wiring: stage.wiring) { partition, contents in
                stage.makeProcessor(partition: partition, contents: contents)
            }
        }
    }

    /// The names for `eyrie worker`: the parts whose work several processes can share.
    package var workerNames: [String] {
        topology.members.map(\.name)
    }

    /// Returns the keys of all parts; `otherEnvironmentNames` are variables with the prefix `EYRIE_` that are not
    /// settings.
    package func schema(otherEnvironmentNames: Set<String> = []) -> ConfigurationSchema {
        ConfigurationSchema(
            parts.flatMap(\.settings).flatMap { $0.declarations },
            otherEnvironmentNames: otherEnvironmentNames
        )
    }

    /// Checks the settings of parts beyond their types.
    ///
    /// - Throws: What the first part refuses, in one line.
    package func check(_ settings: SettingsValues, of isWanted: (Part) -> Bool = { _ in true }) throws {
        for part in parts where isWanted(part) {
            try part.check(settings)
        }
    }

    /// Returns the parts of kinds and names in the order of their start: by kind, stages from the last to the first.
    package func starting(_ isWanted: (Part) -> Bool) -> [Part] {
        let wanted = parts.filter(isWanted)
        return Part.Kind.allCases.flatMap { kind in
            kind == .stage
                ? topology.stages.reversed().compactMap { node in wanted.first { $0.name == node.name } }
                : wanted.filter { $0.kind == kind }
        }
    }

    /// Returns the groups whose lag can be measured: stages and effects by their groups, projections by their stores.
    ///
    /// - Throws: An error of reading a store.
    package func lagGroups(
        _ settings: SettingsValues,
        of isWanted: (Part) -> Bool = { _ in true }
    ) throws -> [LagGroup] {
        let wanted = parts.filter(isWanted)
        var groups = LagGroup.committed(topology.members.filter { node in wanted.contains { $0.name == node.name } })
        for part in wanted {
            if let node = part.node, let positions = try part.positions?(settings) {
                groups.append(.projection(node, at: positions))
            }
        }
        return groups
    }
}
