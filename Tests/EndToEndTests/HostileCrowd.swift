import Foundation
import PipelineTestKit
import Synchronization

/// Clients on threads of their own, each of which does one wrong thing again and again until it is stopped.
final class HostileCrowd: Sendable {
    typealias Nuisance = @Sendable (UInt16, inout SeededGenerator) -> Void

    private let isOver = Atomic<Bool>(false)
    private let rounds: Mutex<[Int]>
    private let group = DispatchGroup()

    /// Sends them all to a port of 127.0.0.1.
    init(_ nuisances: [Nuisance], port: UInt16) {
        rounds = Mutex(Array(repeating: 0, count: nuisances.count))
        for (index, nuisance) in nuisances.enumerated() {
            group.enter()
            Thread { [self] in
                var random = SeededGenerator(seed: UInt64(index))
                while !isOver.load(ordering: .acquiring) {
                    nuisance(port, &random)
                    rounds.withLock { $0[index] += 1 }
                }
                group.leave()
            }.start()
        }
    }

    /// Ends them and says how often each of them did it.
    func stop() -> [Int] {
        isOver.store(true, ordering: .releasing)
        group.wait()
        return rounds.withLock { $0 }
    }
}
