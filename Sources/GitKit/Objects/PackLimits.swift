/// How large a pack may be.
package struct PackLimits: Sendable, Equatable {
    /// The largest pack, in bytes.
    package var packSize = 4 << 30
    /// The most objects.
    package var objects = 5_000_000
    /// The largest object when inflated, in bytes.
    package var objectSize = 1 << 30
    /// The most bytes of all objects together when inflated.
    package var totalSize = 64 << 30

    /// Makes the default limits, to be changed one by one.
    package init() {}
}
