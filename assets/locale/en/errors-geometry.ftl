size-refused = { $model } cannot take { $height }x{ $width } ({ $op } fails): sides must be { $rule ->
    [residue] { $residue } more than a multiple of { $modulus }, at least { $minimum }
    [multiple] multiples of { $modulus }
   *[many] at least { $minimum } and 0 to { $residue } more than a multiple of { $modulus }
  }; { $below ->
    [0] the nearest is { $above }.
   *[other] the nearest to { $side } are { $below } and { $above }.
  }
model-unknown = There is no network called "{ $name }"; there are { $names }.
geometry-unknown = { $name } has no geometry "{ $geometry }"; it has: { $names }.
tiles-too-small = { $model } cannot be run in tiles of { $most } px: none of their cells would see all that it sees in the whole picture. Choose another network.
