import Configuration
import ForensicVault
import Foundation
import HTTPService
import Operations
import PartKit

/// The vault, and the services that serve people or watch other parts.
extension Part {
    /// Liveness, readiness and metrics.
    static let probes = Part(
        "probes",
        .probe,
        settings: [ProbeSettings.self],
        make: { context in
            let settings = context.settings[ProbeSettings.self]
            guard settings.isEnabled else { return [] }
            let routes = context.health.routes(metrics: context.metrics)
            return [RoutedEndpoint(name: "probes", options: settings.options, routes: routes)]
        }
    )

    /// Keeps incidents with their evidence.
    static let vault = Part(
        VaultTopics.node.name,
        .projection,
        node: VaultTopics.node,
        settings: [VaultSettings.self],
        positions: { settings in
            let file = settings[VaultSettings.self].path(settings[LogSettings.self])
            guard FileManager.default.fileExists(atPath: file) else { return nil }
            return try VaultReader(path: file).positions()
        },
        make: { context in
            let file = context.settings[VaultSettings.self].path(context.settings[LogSettings.self])
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
            if !context.options.isEmbedded {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            return [VaultService(log: context.log, file: file, logger: context.logger, health: context.health)]
        }
    )

    /// Shows lag as metrics, if there are probes.
    static let lag = Part(
        "lag",
        .service,
        make: { context in
            let measured = context.running.filter { $0.node?.inputs.isEmpty == false }
            guard context.made(RoutedEndpoint.self) != nil, !measured.isEmpty else { return [] }
            let (parts, settings) = (context.parts, context.settings)
            return [
                LagService(
                    log: context.log,
                    groups: {
                        let groups = try? parts.lagGroups(settings) { part in measured.contains { $0.name == part.name }
                        }
                        // A store exists once its service has created it.
                        return groups ?? LagGroup.committed(measured.compactMap(\.node))
                    },
                    watching: measured.compactMap(\.node).flatMap(\.writing),
                    metrics: context.metrics,
                    logger: context.logger,
                    now: context.now
                )
            ]
        }
    )

    /// Takes orders of other processes, if this one owns the log.
    static let control = Part(
        "control",
        .service,
        make: { context in
            guard context.options.isEmbedded else { return [] }
            let path = context.settings[LogSettings.self].controlSocket
            return [
                RoutedEndpoint(
                    name: "control",
                    options: HTTPServerOptions(endpoint: .unix(path: path)),
                    routes: ControlRoutes.routes(operations: context.operations)
                )
            ]
        }
    )
}
